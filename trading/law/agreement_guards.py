"""Guards of property transfers by agreement (非公开协议转让)."""

from __future__ import annotations

from foundation.text import Text
from trading.law.guards import require
from trading.law.property_choices import AgreementGround, PriceBasis
from trading.law.statutes import PROPERTY_ORDER_32

order32 = PROPERTY_ORDER_32.article

between_state_companies = require(
    "buyer_not_state",
    Text("受让方为国有及国有控股企业", "The buyer is state-owned or state-controlled"),
    lambda f: f.particulars.buyer_is_state,
    law=order32("31"),
)
basis_allowed = require(
    "net_assets_not_allowed",
    Text(
        "以净资产值定价仅限内部重组整合", "Only a reorganisation within a group may be priced by net assets"
    ),
    lambda f: (
        f.particulars.price_basis is PriceBasis.VALUATION
        or f.particulars.ground is AgreementGround.INTERNAL_REORGANISATION
    ),
    law=order32("32"),
)
price_at_basis = require(
    "price_below_basis",
    Text("转让价格不低于评估或净资产值", "The price is not below the valuation or net assets"),
    lambda f: f.data is None or f.data.price >= f.lot.basis_value,
    law=order32("32"),
)
buyer_as_approved = require(
    "other_buyer",
    Text("合同受让方为批准的受让方", "The contract is with the buyer that was approved"),
    lambda f: f.data is None or f.data.buyer == f.particulars.buyer,
    law=order32("31"),
)
