"""The UnionPay POS dialect: typed transactions <-> ISO 8583 messages with TPDU, header and MAC."""
