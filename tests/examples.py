"""Texts made for the tests: sentences of our own in the manner of a yearly report."""

FUJIAN = (
    "### 福建省\n\n"
    "2014年，全省专利申请量达58075件，同比增长8.4%；专利授权量37857件。厦门市专利申请量10423件。\n\n"
    "### 江西省\n\n"
    "2014年，全省专利申请量25594件。印发《江西省专利促进计划》。\n"
)
FUJIAN_REVISED = FUJIAN.replace("58075件", "58076件")
NOTHING = "### 福建省\n\n继续做好知识产权宣传工作，营造良好氛围。\n"
HOSTILE = (
    "### 福建省</h3><script>alert(1)</script>\n\n"
    '2014年，全省专利申请量达58075件<img src=x onerror="alert(2)">，{{ 7*7 }}{% raw %}。\n'
)
