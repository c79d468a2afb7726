-- a copied database must not spend money
UPDATE res_company
   SET internetmarke_environment = 'demo',
       internetmarke_username = NULL,
       internetmarke_password = NULL,
       internetmarke_client_id = NULL,
       internetmarke_client_secret = NULL,
       internetmarke_balance = NULL,
       internetmarke_balance_date = NULL;
-- the files of mailing runs hold stamps that are good
DELETE FROM ir_attachment
 WHERE res_model = 'internetmarke.run.file';
DELETE FROM ir_config_parameter
 WHERE key IN ('internetmarke.client_id', 'internetmarke.client_secret',
               'internetmarke.api_url', 'internetmarke.products_url');
UPDATE ir_cron
   SET active = false
 WHERE id IN (
    SELECT res_id FROM ir_model_data
     WHERE module = 'internetmarke' AND model = 'ir.cron'
);
