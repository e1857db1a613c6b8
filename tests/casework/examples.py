"""Made-up cases."""

from datetime import date

PETITION = {
    "source": "petition",
    "petitioner": "示例科技有限公司",
    "petitioner_address": "示例市示例路1号",
    "petitioner_contact": "李示例 0592-0000000",
    "respondent": "示例制造有限公司",
    "respondent_address": "示例市示例路8号",
    "patent_number": "ZL 2013 2 0000001.7",
    "patent_title": "一种示例装置",
    "filing_date": date(2013, 1, 4),
    "grant_date": date(2013, 8, 7),
    "legal_status_proof": "certificate",
    "asserted_claims": "1-3",
    "facts": "2026年2月在示例商场购得被控产品。",
    "requests": "责令停止制造、销售。",
    "evidence": "专利证书\n购买发票",
    "no_suit": True,
}
PANEL = "王一\n李二\n张三"
PROOF = {
    "addressee": "示例制造有限公司",
    "method": "direct",
    "deliverer": "李二",
    "place": "示例市示例路8号",
    "signed_by": "陈四（收发章）",
}
