-- A copy of the database asks no registry and holds no keys.
UPDATE gestor_registry SET active = false, api_key = NULL;
