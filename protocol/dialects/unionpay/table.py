"""The UnionPay POS field table: one row a field, in the "compressed" form. Facts only; protocol.codec reads them.

Source: CUP POS field description (2002) and the 2009/2010 direct-connect text, as excerpted in public; where public
captures disagree, what all of them decode with (fixtures/messages). Fields 1 and 65-128 are not in this profile.
"""

from protocol.fields import FieldSpec, Kind, Sensitivity

_N, _Z, _T, _B = Kind.DIGITS, Kind.TRACK, Kind.TEXT, Kind.BINARY
_PAN, _SECRET = Sensitivity.PAN, Sensitivity.SECRET

# fmt: off
_ROWS = (
    #         no  zh                    en                          kind  length prefix
    FieldSpec(2,  "主账号",             "primary account number",   _N, 19,  2, sensitivity=_PAN),
    FieldSpec(3,  "交易处理码",         "processing code",          _N, 6),
    FieldSpec(4,  "交易金额",           "amount, fen",              _N, 12),
    FieldSpec(5,  "清算金额",           "settlement amount",        _N, 12),
    FieldSpec(6,  "持卡人扣账金额",     "billing amount",           _N, 12),
    FieldSpec(9,  "清算汇率",           "settlement rate",          _N, 8),
    FieldSpec(10, "持卡人扣账汇率",     "billing rate",             _N, 8),
    FieldSpec(11, "受卡方系统跟踪号",   "trace number (voucher)",   _N, 6),
    FieldSpec(12, "受卡方所在地时间",   "local time hhmmss",        _N, 6),
    FieldSpec(13, "受卡方所在地日期",   "local date MMDD",          _N, 4),
    FieldSpec(14, "卡有效期",           "expiry YYMM",              _N, 4,      sensitivity=_SECRET),
    FieldSpec(15, "清算日期",           "settlement date MMDD",     _N, 4),
    FieldSpec(22, "服务点输入方式码",   "entry mode",               _N, 3),
    FieldSpec(23, "卡序列号",           "card sequence number",     _N, 3,      right=True),
    FieldSpec(25, "服务点条件码",       "condition code",           _N, 2),
    FieldSpec(26, "服务点PIN获取码",    "PIN length",               _N, 2),
    FieldSpec(32, "受理机构标识码",     "acquirer id",              _N, 11,  2),
    FieldSpec(35, "二磁道数据",         "track 2",                  _Z, 37,  2, sensitivity=_SECRET),
    FieldSpec(36, "三磁道数据",         "track 3",                  _Z, 104, 3, sensitivity=_SECRET),
    FieldSpec(37, "检索参考号",         "reference number",         _T, 12),
    FieldSpec(38, "授权标识应答码",     "authorisation number",     _T, 6),
    FieldSpec(39, "应答码",             "response code",            _T, 2),
    FieldSpec(40, "自定义域40",         "private 40",               _T, 999, 3),
    FieldSpec(41, "受卡机终端标识码",   "terminal number",          _T, 8),
    FieldSpec(42, "受卡方标识码",       "merchant number",          _T, 15),
    FieldSpec(43, "商户名称",           "merchant name",            _T, 40),
    FieldSpec(44, "附加响应数据",       "issuer and acquirer ids",  _T, 25,  2),
    FieldSpec(46, "自定义域46",         "private 46",               _T, 999, 3),
    FieldSpec(47, "自定义域47",         "private 47",               _T, 999, 3),
    FieldSpec(48, "附加数据-私有",      "totals and details",       _N, 322, 3),
    FieldSpec(49, "交易货币代码",       "currency",                 _T, 3),
    FieldSpec(50, "清算货币代码",       "settlement currency",      _T, 3),
    FieldSpec(51, "持卡人账户货币代码", "billing currency",         _T, 3),
    FieldSpec(52, "个人标识码数据",     "PIN block",                _B, 8,      sensitivity=_SECRET),
    FieldSpec(53, "安全控制信息",       "security control",         _N, 16),
    FieldSpec(54, "附加金额",           "additional amounts",       _T, 40,  3),
    FieldSpec(55, "IC卡数据域",         "chip data",                _B, 255, 3, sensitivity=_SECRET),
    FieldSpec(56, "自定义域56",         "private 56",               _T, 999, 3),
    FieldSpec(57, "自定义域57",         "private 57",               _T, 999, 3),
    FieldSpec(58, "自定义域58",         "private 58",               _T, 999, 3),
    FieldSpec(59, "自定义域59",         "private 59 (tag, length)", _T, 999, 3),
    FieldSpec(60, "自定义域60",         "type, batch, management",  _N, 19,  3),
    FieldSpec(61, "原始信息域",         "original transaction",     _N, 29,  3),
    FieldSpec(62, "自定义域62",         "private 62 (keys, ours)",  _B, 512, 3, sensitivity=_SECRET),
    FieldSpec(63, "自定义域63",         "operator, card scheme",    _T, 163, 3),
    FieldSpec(64, "报文鉴别码",         "MAC",                      _B, 8,      sensitivity=_SECRET),
)
# fmt: on

UNIONPAY: dict[int, FieldSpec] = {row.number: row for row in _ROWS}
