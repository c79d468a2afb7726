def migrate(cr, version):
    """Have the changes in the audit trail say of which field they are.

    Two of our fields on other models were tracked. They are not any more, since Odoo
    could not remove them from a restricted audit trail; but then it does not note
    their names there either (mail.tracking.value, field_info) when they go.
    """
    cr.execute(
        """
        UPDATE mail_tracking_value value
           SET field_info = jsonb_build_object(
                   'name', field.name,
                   'desc', COALESCE(field.field_description->>'de_DE',
                                    field.field_description->>'en_US'),
                   'type', field.ttype,
                   'sequence', 100)
          FROM ir_model_fields field
         WHERE field.id = value.field_id
           AND (field.model, field.name) IN (
                   ('account.move', 'internetmarke_letter_state'),
                   ('res.partner', 'internetmarke_undeliverable_since'))
        """
    )
