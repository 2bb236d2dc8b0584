from . import clients, company, documents, products, users
