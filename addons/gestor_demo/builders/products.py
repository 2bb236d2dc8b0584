"""What the company sells: furniture, racks and the work around them."""

# name, code, net price, cost, barcode, stock
GOODS = (
    ("Biurko regulowane 160 × 80", "BIU-160", 1849.0, 1120.0, "5901234123457", 40),
    ("Krzesło obrotowe „Żuraw”", "KRZ-ZUR", 749.0, 410.0, "5901234123464", 120),
    ("Szafa aktowa z żaluzją", "SZA-ZAL", 1290.0, 815.0, "5901234123471", 25),
    ("Regał magazynowy 2 × 1 m", "REG-201", 468.0, 255.0, "5901234123488", 200),
    ("Półka regału 100 kg", "POL-100", 89.9, 41.5, "5901234123495", 600),
    ("Stół konferencyjny dębowy", "STO-DAB", 4350.0, 2700.0, "5901234123501", 8),
    ("Lampka biurkowa LED", "LAM-LED", 159.0, 78.0, "5901234123518", 90),
)
SERVICES = (
    ("Montaż mebli", "USL-MON", 120.0, 65.0),
    ("Transport na terenie kraju", "USL-TRA", 390.0, 260.0),
)


def build(env):
    """Create products with stock; return code → product."""
    goods = env["product.product"].create(
        [
            {
                "name": name,
                "default_code": code,
                "list_price": price,
                "standard_price": cost,
                "barcode": barcode,
                "type": "consu",
                "is_storable": True,
                "invoice_policy": "order",
            }
            for name, code, price, cost, barcode, _stock in GOODS
        ]
    )
    services = env["product.product"].create(
        [
            {
                "name": name,
                "default_code": code,
                "list_price": price,
                "standard_price": cost,
                "type": "service",
                "invoice_policy": "order",
            }
            for name, code, price, cost in SERVICES
        ]
    )
    _fill_stock(env, goods)
    return {product.default_code: product for product in goods | services}


def _fill_stock(env, goods):
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    quants = (
        env["stock.quant"]
        .with_context(inventory_mode=True)
        .create(
            [
                {
                    "product_id": product.id,
                    "location_id": location.id,
                    "inventory_quantity": row[-1],
                }
                for product, row in zip(goods, GOODS, strict=True)
            ]
        )
    )
    quants.action_apply_inventory()
