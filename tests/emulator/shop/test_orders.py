"""The shop as shipped keeps its promises; a mistake in either file is an error naming file and key."""

from datetime import UTC, date, datetime, time

import pytest

from emulator.shop.orders import PHONE, ShopError, SlipKind, load_shop, paid_at, read_shop
from protocol.cards import TEST_CARDS
from protocol.transactions import Channel
from scanner.salesslip import check_digits

SHOP = load_shop()
OPENED = date(2026, 11, 22)

# fmt: off
FIXED = [  # printed sample slips show these
    # index, channel, lines (name, quantity, unit fen), amount
    (1, "card",        [("保温杯", 3, 2950), ("毛巾", 4, 1000)],   12850),
    (2, "wechat",      [("数据线", 2, 2995)],                      5990),
    (3, "alipay",      [("电饭煲", 1, 19900), ("量杯", 4, 1700)],  26700),
    (4, "unionpay_qr", [("牛奶", 8, 1100)],                        8800),
    (5, "card",        [("运动鞋", 1, 39800), ("袜子", 7, 1000)],  46800),
    (6, "wechat",      [("笔记本", 7, 500)],                       3500),
    (7, "card",        [("手机壳", 3, 33300)],                     99900),
    (8, "card",        [("茶叶", 4, 3900)],                        15600),
]
# fmt: on


@pytest.mark.parametrize(("index", "channel", "lines", "amount_fen"), FIXED)
def test_fixed_orders(index, channel, lines, amount_fen):
    order = SHOP.order(index)
    assert [(line.name, line.quantity, line.unit_fen) for line in order.lines] == lines
    assert (order.channel, order.amount_fen, order.refunded_fen, order.voided) == (channel, amount_fen, 0, False)
    assert order.days_ago <= 9, "today, yesterday or last week"


def test_there_are_orders_of_every_kind():
    assert len(SHOP.orders) >= 34
    assert {order.channel for order in SHOP.orders} == set(Channel)
    assert {order.days_ago for order in SHOP.orders} >= {0, 1, 7, 29, 30, 31, 45}
    state = {
        (order.channel, order.voided, order.refunded_fen > 0, order.refunded_fen == order.amount_fen)
        for order in SHOP.orders
    }
    kinds = [(False, False, False), (False, True, False), (False, True, True), (True, False, False)]
    assert state == {(channel, *kind) for channel in Channel for kind in kinds}, "4 states by every way to pay"
    assert max(len(order.lines) for order in SHOP.orders) == 12
    assert {order.payer for order in SHOP.orders if order.channel is Channel.CARD} == set(TEST_CARDS)


def test_numbers_are_well_formed_and_unique():
    numbers = [order.order_no for order in SHOP.orders]
    assert numbers == [f"80000026{i:04d}" + check_digits(f"80000026{i:04d}") for i in range(1, len(numbers) + 1)]
    references = {order.reference_no(OPENED) for order in SHOP.orders}
    assert len(references) == len({order.voucher_no for order in SHOP.orders}) == len(numbers)
    assert all(len(text) == 12 and text.isascii() and text.isalnum() for text in references)
    assert SHOP.order(15).reference_no(OPENED) == "261024W00015"


TODAYS = [order for order in SHOP.orders if order.days_ago == 0]


@pytest.mark.parametrize("clock", ["00:00:00", "00:00:01", "06:00:00", "08:41:05", "12:00:00", "18:30:00", "23:59:59"])
def test_no_order_lies_in_the_future_and_their_order_stays(clock):
    now = datetime.combine(OPENED, time.fromisoformat(clock), UTC)
    moments = paid_at(SHOP, now)
    assert len(TODAYS) >= 5
    assert max(moments) <= now
    assert {moment.tzinfo for moment in moments} == {UTC}
    assert [moment.date() for moment in moments] == [order.paid_on(OPENED) for order in SHOP.orders]
    today = [moments[order.index - 1] for order in sorted(TODAYS, key=lambda order: order.paid_at)]
    assert today == sorted(today)


def test_late_in_the_day_every_order_has_the_hour_of_its_slip():
    moments = paid_at(SHOP, datetime.combine(OPENED, time(23, 59), UTC))
    assert [moment.time() for moment in moments] == [order.paid_at for order in SHOP.orders]


def test_orders_of_earlier_days_keep_their_hour_at_any_time():
    moments = paid_at(SHOP, datetime.combine(OPENED, time(0, 0, 5), UTC))
    kept = [order.paid_at == moments[order.index - 1].time() for order in SHOP.orders if order.days_ago]
    assert kept == [True] * (len(SHOP.orders) - len(TODAYS))


def luhn(digits: str) -> bool:
    return sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(reversed(digits))) % 10 == 0


def test_payer_ids_are_masked_and_never_card_numbers():
    assert luhn("4111111111111111")
    ids = [order.payer for order in SHOP.orders if order.channel is not Channel.CARD]
    assert len(set(ids)) == len(ids) > 15
    assert not [text for text in ids if text.isdecimal() and luhn(text)]
    assert {order.payer_masked.count("*") for order in SHOP.orders} == {6, 9, 16, 18}


def test_customers():
    people = SHOP.customers
    assert len(people) >= 10
    assert {person.slip.kind for person in people} == set(SlipKind)
    assert {person.slip.wallet for person in people} == {"", "wechat", "alipay", "unionpay"}
    by_card = [(p, SHOP.order(p.slip.order)) for p in people if p.slip.kind is SlipKind.ORDER and p.presents != PHONE]
    assert sum(person.presents == order.payer for person, order in by_card) >= 3
    assert sum(person.presents != order.payer for person, order in by_card) >= 2, "some hold the wrong card"
    assert str(people[8].slip) == "foreign order 3"
    assert [person.name_en for person in people if not (person.name_en.isascii() and person.words_en)] == []


GOOD = """
[shop]
name = "店"
hotline = "1"
merchant_no = "888888800000001"
merchant_name = "商户"
[goods]
1001 = { name = "杯", unit_fen = 100 }
[[order]]
index = 1
days_ago = 0
time = "08:00:00"
channel = "card"
payer = "visa"
lines = [["1001", 2, 1]]
"""
PEOPLE = """
[[customer]]
id = "mother"
name = "妈妈"
name_en = "mother"
words = "退"
words_en = "back"
slip = "order 1"
presents = "visa"
"""


def test_the_small_shop_is_good():
    shop = read_shop(GOOD, PEOPLE)
    assert (shop.orders[0].amount_fen, shop.orders[0].refunded_fen, shop.customers[0].presents) == (200, 100, "visa")
    with pytest.raises(KeyError):
        shop.order(0)
    with pytest.raises(KeyError):
        shop.order(2)


# fmt: off
MISTAKES = [
    # replaced, by, key
    ("index = 1", "index = 2", "order[1].index"),
    ("index = 1", "", "order[1].index"),
    ("days_ago = 0", "days_ago = -1", "order[1].days_ago"),
    ("days_ago = 0", "days_ago = true", "order[1].days_ago"),
    ("days_ago = 0", "days_ago = 3651", "order[1].days_ago"),
    ("08:00:00", "25:00:00", "order[1].time"),
    ('"card"', '"cash"', "order[1].channel"),
    ('"visa"', '"nobody"', "order[1].payer"),
    ('"card"', '"wechat"', "order[1].payer"),
    ('payer = "visa"', 'payer = ""', "order[1].payer"),
    ('[["1001", 2, 1]]', "[]", "order[1].lines"),
    ('[["1001", 2, 1]]', '[["1001"]]', "order[1].lines"),
    ('[["1001", 2, 1]]', '[["1001", 0]]', "order[1].lines"),
    ('[["1001", 2, 1]]', '[["1001", 2, 3]]', "order[1].lines"),
    ('[["1001", 2, 1]]', '[["1001", 2, -1]]', "order[1].lines"),
    ('[["1001", 2, 1]]', '[["1002", 2]]', "order[1].lines"),
    ('[["1001", 2, 1]]', '[["1001", 1], ["1001", 1]]', "order[1].lines"),
    ('payer = "visa"', 'payer = "visa"\nvoided = true', "order[1].voided"),
    ('payer = "visa"', 'payer = "visa"\nvoided = 1', "order[1].voided"),
    ('payer = "visa"', 'payer = "visa"\nnote = "x"', "order[1].note"),
    ("unit_fen = 100", "unit_fen = 0", "goods.1001.unit_fen"),
    ("unit_fen = 100", "unit_fen = 1.5", "goods.1001.unit_fen"),
    ('1001 = { name = "杯", unit_fen = 100 }', '1001 = "杯"', "goods.1001"),
    ("888888800000001", "88888880000001", "shop.merchant_no"),
    ('hotline = "1"', "", "shop.hotline"),
    ('hotline = "1"', 'hotline = "1"\nfax = "2"', "shop.fax"),
    ("[[order]]", "[[sale]]", "order"),
    ("[shop]", "[shop", ""),
]
WRONG_PEOPLE = [
    ("order 1", "order 2", "customer[1].slip"),
    ("order 1", "order 0", "customer[1].slip"),
    ("order 1", "order", "customer[1].slip"),
    ("order 1", "receipt 1", "customer[1].slip"),
    ("order 1", "payment_code cash", "customer[1].slip"),
    ('presents = "visa"', 'presents = "cash"', "customer[1].presents"),
    ('words = "退"', "", "customer[1].words"),
    ('words = "退"', "words = 1", "customer[1].words"),
    ('words = "退"', 'words = "退"\nage = 3', "customer[1].age"),
    ("[[customer]]", "[customer]", "customer"),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "key"), MISTAKES)
def test_a_mistake_in_the_orders(old, new, key):
    assert GOOD.count(old) >= 1
    with pytest.raises(ShopError) as caught:
        read_shop(GOOD.replace(old, new), PEOPLE)
    assert (caught.value.file, caught.value.key) == ("orders.toml", key)
    assert str(caught.value).startswith(f"orders.toml: {key}")


@pytest.mark.parametrize(("old", "new", "key"), WRONG_PEOPLE)
def test_a_mistake_in_the_customers(old, new, key):
    assert PEOPLE.count(old) == 1
    with pytest.raises(ShopError) as caught:
        read_shop(GOOD, PEOPLE.replace(old, new))
    assert (caught.value.file, caught.value.key) == ("customers.toml", key)
