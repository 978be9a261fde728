export const recordings = {
  title_other: '此处缺少 {{count}} 个由记录规则生成的序列',
  text: '在规则于该范围内记录它们之前，查询这些序列的面板为空：',
  waiting_other: '以下序列已有规则记录，首次评估后出现：',
  create_other: '创建 {{count}} 条记录规则',
  fromFile: '从规则文件中提取',
  noneInFile: '{{name}} 中没有记录这些序列的规则。',
  unknown_other: '其中 {{count}} 个的生成方式未知，请参见其作者的规则文件。',
  toRules: '规则',
  askFor: '可在此编写规则的人员可以创建它们。',
  needless_other: '{{count}} 条记录规则所属的仪表盘已不存在',
  remove_other: '删除 {{count}} 条规则',
  notFilled: '该范围内没有它查询的任何指标：{{metrics}}',
};
