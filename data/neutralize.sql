-- a copied database must not spend money
UPDATE res_company
   SET internetmarke_environment = 'demo',
       internetmarke_username = NULL,
       internetmarke_password = NULL,
       internetmarke_client_id = NULL,
       internetmarke_client_secret = NULL,
       internetmarke_balance = NULL,
       internetmarke_balance_date = NULL,
       internetmarke_login_refused = false,
       internetmarke_access_refused = false;
-- the files of mailing runs hold stamps that are good
DELETE FROM ir_attachment
 WHERE res_model = 'internetmarke.run.file';
DELETE FROM ir_config_parameter
 WHERE key LIKE 'internetmarke.%';
UPDATE ir_cron
   SET active = false
 WHERE id IN (
    SELECT res_id FROM ir_model_data
     WHERE module = 'internetmarke' AND model = 'ir.cron'
);
-- what was bought in production belongs to the original: no stamp of it can be used
-- here, nor be asked about at the Post, whatever is set up in the copy
UPDATE internetmarke_order
   SET environment = 'copy', account = NULL, manifest_link = NULL
 WHERE environment = 'production';
UPDATE internetmarke_charge SET environment = 'copy', account = NULL
 WHERE environment = 'production';
UPDATE internetmarke_retoure SET environment = 'copy', account = NULL
 WHERE environment = 'production';
UPDATE internetmarke_stamp SET environment = 'copy'
 WHERE environment = 'production';
UPDATE internetmarke_letter SET environment = 'copy'
 WHERE environment = 'production';
UPDATE internetmarke_entry SET environment = 'copy'
 WHERE environment = 'production';
DELETE FROM ir_attachment
 WHERE res_model = 'internetmarke.order'
   AND res_field = 'document'
   AND res_id IN (SELECT id FROM internetmarke_order WHERE environment = 'copy');
