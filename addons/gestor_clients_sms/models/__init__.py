from . import gestor_sms_provider
from . import phone_blacklist
