def migrate(cr, version):
    """Branches may see their parent's stock, and stamps are valid three years.

    The Post tells the validity in three ways. What was bought before counted to the
    end of the third year; now the strictest counts, three years to the day of the
    purchase (the earlier one where the clock struck midnight in Berlin meanwhile).
    """
    cr.execute(
        """
        UPDATE ir_rule
           SET domain_force = %s
          FROM ir_model_data data
         WHERE data.module = 'internetmarke'
           AND data.name = 'internetmarke_stamp_rule_company'
           AND data.model = 'ir.rule' AND data.res_id = ir_rule.id
        """,
        [
            "['|', ('company_id', 'in', company_ids), '&', "
            "('company_id', 'parent_of', company_ids), "
            "('company_id.internetmarke_shared', '=', True)]"
        ],
    )
    cr.execute(
        """
        UPDATE internetmarke_stamp stamp
           SET valid_until = (
                   LEAST(bought.requested_on, bought.bought_on)
                   AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin'
               )::date + interval '3 years'
          FROM internetmarke_order bought
         WHERE bought.id = stamp.order_id AND bought.bought_on IS NOT NULL
        """
    )
