-- A copy of a database must not send: operators become files, tokens go.
UPDATE gestor_sms_provider
   SET kind = 'file', token = NULL, dlr_enabled = FALSE;
