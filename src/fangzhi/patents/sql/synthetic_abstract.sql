concat('本', CASE WHEN type = 'invention' THEN '发明' WHEN type = 'design' THEN '外观设计产品' ELSE '实用新型' END, '公开了一种', thing,
    '，属于', trades[1 + b % len(trades)], '技术领域。该', thing, '包括', part_1, '、', part_2, '和', part_3, '，所述', part_1, '与所述',
    part_2, relations[1 + c % len(relations)], '，所述', part_3, '设置在', part_1, '的', ['上方', '下方', '内侧', '外侧', '一端'][1 + d % 5],
    '，且', part_2, '上开设有', 2 + d // 5 % 8, '个均匀分布的安装孔，孔径为', 1 + c // 9 % 60, '毫米。',
    means[1 + a // 3 % len(means)], '，所述', part_3, '的工作温度保持在', 20 + b // 7 % 300, '摄氏度，', benefits[1 + b // 3 % len(benefits)],
    '。', means[1 + c // 3 % len(means)], '，本申请', benefits[1 + d // 3 % len(benefits)], '，', benefits[1 + a // 9 % len(benefits)], '。')
