"""Why a cell, a row or a file of a table is refused, and what a check says of it: one sentence in English and
in Chinese that says what to do."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "empty": (
        "the file is empty: choose the file that holds the table",
        "文件是空的：请选择含有表格的文件",
    ),
    "too_large": (
        "the file is larger than {limit} MB: divide it and load the parts",
        "文件超过 {limit} MB：请拆分后再导入",
    ),
    "encoding": (
        "the encoding is none of UTF-8, UTF-16 and GB18030: save the file as UTF-8",
        "编码不是 UTF-8、UTF-16 或 GB18030：请另存为 UTF-8",
    ),
    "not_a_table": (
        "the file is neither CSV nor XLSX nor HTML: save the table in one of these forms",
        "文件不是 CSV、XLSX 或 HTML：请将表格另存为其中一种",
    ),
    "quotes": (
        "a cell is longer than any table has; look for a quotation mark that is not closed",
        "有单元格过长，请检查是否有未闭合的引号",
    ),
    "long_number": (
        "“{text}” has more digits than any figure; correct it",
        "“{text}”位数过多；请改正",
    ),
    "broken_workbook": (
        "the workbook is damaged or protected by a password: open it and save it again without one",
        "工作簿已损坏或有密码保护：请打开后不加密码重新保存",
    ),
    "no_grid": (
        "the file holds no table: choose the file that does",
        "文件中没有表格：请选择含有表格的文件",
    ),
    "header": (
        "wrong header: the mapping “{mapping}” needs the column “{missing}”, and the header reads {found}; "
        "name the column so, or choose another mapping with --mapping ({known})",
        "表头不符：映射“{mapping}”需要“{missing}”列，而表头为 {found}；"
        "请改正列名，或用 --mapping 另选映射（{known}）",
    ),
    "header_twice": (
        "wrong header: the column “{name}” stands twice; keep one of them",
        "表头不符：“{name}”列出现两次；请只保留一列",
    ),
    "column_unknown": (
        "wrong header: the mapping “{mapping}” knows no series “{name}”; name the column as the catalogue "
        "does, or add the name to a mapping of your own",
        "表头不符：映射“{mapping}”不认识“{name}”这一系列；请按指标表命名该列，或在自己的映射中加入此名",
    ),
    "no_year": (
        "no year is named in the header, the title, the sheet or the file name; write it into the title",
        "表头、标题、工作表名和文件名中都没有年份；请在标题中写明年份",
    ),
    "merged": (
        "the cells {area} are merged; unmerge them and write every value into its own cell",
        "单元格 {area} 已合并；请取消合并，逐格填写",
    ),
    "cells": (
        "the row has {count} cells and the header {columns}; a separator is missing or too many",
        "本行有 {count} 格，而表头有 {columns} 格；分隔符缺失或多余",
    ),
    "region_unknown": (
        "no region is called “{text}”; write its name or six-digit code as GB/T 2260 does",
        "没有名为“{text}”的地区；请按 GB/T 2260 填写名称或六位代码",
    ),
    "region_missing": ("the region is missing; fill it in", "缺少地区；请补填"),
    "region_shifted": (
        "the name “{name}” stands beside the code {stated} ({other}); the rows are shifted: put names and "
        "codes side by side again",
        "名称“{name}”与代码 {stated}（{other}）不符，行有错位；请重新对齐名称与代码",
    ),
    "region_twice": (
        "{region} stands twice for {series}, {period}; the first is in {first}: keep one of them",
        "{region} 的{series}（{period}）出现两次，首次在 {first}；请只保留一处",
    ),
    "series_unknown": (
        "the mapping “{mapping}” knows no series “{text}”; correct the name or add it to a mapping of your "
        "own",
        "映射“{mapping}”不认识“{text}”这一系列；请改正名称，或在自己的映射中加入此名",
    ),
    "indicator_unknown": (
        "the catalogue has no indicator {text}; correct the id or add the indicator to the catalogue",
        "指标表中没有 {text}；请改正，或先在指标表中加入",
    ),
    "year": (
        "“{text}” is no year from {first} to {last}; write four digits",
        "“{text}”不是 {first} 至 {last} 之间的年份；请写四位数字",
    ),
    "future": (
        "{text} lies in the future; correct the year, or load the figure when the period has ended",
        "{text} 尚未到来；请改正年份，或待期满后再导入",
    ),
    "month": ("“{text}” is no month; write 1 to 12", "“{text}”不是月份；请写 1 至 12"),
    "period": (
        "“{text}” is no period; write 2013, 2013H1, 2013Q1, 2013-09, 2013-01/2013-09 or @2013-12-31",
        "“{text}”不是统计期；请写 2013、2013H1、2013Q1、2013-09、2013-01/2013-09 或 @2013-12-31",
    ),
    "number": (
        "“{text}” is no number; write digits, a decimal point and at most thousands separators",
        "“{text}”不是数；请只写数字、小数点和千位分隔符",
    ),
    "thousands": (
        "the separators in “{text}” do not stand every three digits; write the number without them",
        "“{text}”中的分隔符不是每三位一个；请去掉分隔符",
    ),
    "formula": (
        "“{text}” is a formula written as text and is never evaluated; write its value",
        "“{text}”是以文本写成的公式，不会计算；请填写其数值",
    ),
    "error_value": (
        "the cell holds the error {text}; write the value",
        "单元格为错误值 {text}；请填写数值",
    ),
    "fraction": (
        "{value} {unit} is no whole number, and {unit} are counted; check the unit in the header ({given})",
        "{value}{unit} 不是整数，而{unit}应为整数；请核对表头中的单位（{given}）",
    ),
    "negative": (
        "{text} is negative, and the indicator counts; correct the number",
        "{text} 是负数，而该指标为计数；请改正",
    ),
    "unit": (
        "the unit “{text}” does not fit the indicator {indicator}, which is counted in {unit}; correct "
        "one of them",
        "单位“{text}”与指标 {indicator} 的单位（{unit}）不符；请改正",
    ),
    "source_missing": (
        "the source is missing; every figure needs one",
        "缺少来源；每个数据都须注明来源",
    ),
    "word": (
        "“{text}” is not one of {known}; correct it",
        "“{text}”不在 {known} 之列；请改正",
    ),
    "left_out": (
        "holds no table that a mapping knows and is left out",
        "没有映射能识别的表格，已略过",
    ),
    "nothing": (
        "No figure was found in this file; nothing is kept.",
        "文件中没有数据，未保存任何内容。",
    ),
    "newer": ("A newer version is kept already: table {table}.", "已有更新的版本：表 {table}。"),
    "supersedes": ("This version supersedes table {table}.", "本版本取代表 {table}。"),
    "blank": (
        "{count} cells hold no figure ({marks}); the first is {cell}",
        "有 {count} 格没有数（{marks}），首个为 {cell}",
    ),
    "total": (
        "the printed total of {indicator}, {period}, is {printed}, its {count} regions add up to {sum} "
        "(difference {difference})",
        "{indicator}（{period}）印刷合计为 {printed}，所列 {count} 个地区之和为 {sum}（相差 {difference}）",
    ),
    "parts": (
        "{total} differs from the sum of {parts} in {count} of {rows} rows: {places}",
        "{total} 与 {parts} 之和不等，{rows} 行中有 {count} 行：{places}",
    ),
    "scopes": (
        "domestic and foreign {indicator}, {period}, add up to {sum}, the printed total is {printed}",
        "{indicator}（{period}）国内与国外之和为 {sum}，印刷合计为 {printed}",
    ),
    "shifted": (
        "the cumulative column of {indicator}, {period}, is shifted against the row labels: {count} of "
        "{rows} values do not follow from the other tables, {strays} of them are those of another row: "
        "{places}",
        "{indicator}（{period}）的累计列与行名错位：{rows} 个数中有 {count} 个与其他各表不符，"
        "其中 {strays} 个是别行的数：{places}",
    ),
    "cumulative": (
        "the cumulative column of {indicator}, {period}, does not follow from the other tables for {count} "
        "of {rows} rows: {places}",
        "{indicator}（{period}）的累计列与其他各表不符，{rows} 行中有 {count} 行：{places}",
    ),
    "repeated": (
        "the values of {indicator} given for {period} are those of {earlier} ({count} of {rows} rows are the "
        "same)",
        "{indicator} 标为 {period} 的数实为 {earlier} 的数（{rows} 行中有 {count} 行相同）",
    ),
}


def sentence(code: str, params: dict[str, object], *, chinese: bool) -> str:
    """The sentence of a reason, filled in."""
    return REASONS[code][chinese].format(**params)


class UnusableTable(ValueError):  # noqa: N818 - it is a table, not a fault of ours
    """A file that holds no table to load: `code` is a key of `REASONS`."""

    def __init__(self, name: str, code: str, **params: object) -> None:
        super().__init__(name, code, params)
        self.name, self.code, self.params = name, code, params

    def sentence(self, *, chinese: bool) -> str:
        """What is wrong with the file and what to do."""
        return f"{self.name}: {sentence(self.code, self.params, chinese=chinese)}."

    def __str__(self) -> str:
        return self.sentence(chinese=False)
