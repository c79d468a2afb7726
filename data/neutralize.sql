-- a copied database must not spend money
UPDATE res_company
   SET internetmarke_environment = 'demo',
       internetmarke_username = NULL,
       internetmarke_password = NULL,
       internetmarke_client_id = NULL,
       internetmarke_client_secret = NULL,
       internetmarke_balance = NULL,
       internetmarke_balance_date = NULL,
       internetmarke_login_refused = false;
DELETE FROM ir_config_parameter
 WHERE key LIKE 'internetmarke.%';
UPDATE ir_cron
   SET active = false
 WHERE id IN (
    SELECT res_id FROM ir_model_data
     WHERE module = 'internetmarke' AND model = 'ir.cron'
);
