def migrate(cr, version):
    """Stamps tell when the Post credited them; until now only their refund told."""
    cr.execute(
        """
        UPDATE internetmarke_stamp stamp
           SET refunded_on = decided.closed_on
          FROM (
                   SELECT rel.internetmarke_stamp_id AS stamp_id,
                          max(COALESCE(retoure.closed_on, retoure.write_date))
                              AS closed_on
                     FROM internetmarke_retoure retoure
                     JOIN internetmarke_retoure_internetmarke_stamp_rel rel
                       ON rel.internetmarke_retoure_id = retoure.id
                 GROUP BY rel.internetmarke_stamp_id
               ) decided
         WHERE decided.stamp_id = stamp.id
           AND stamp.state = 'refunded'
           AND stamp.refunded_on IS NULL
        """
    )
