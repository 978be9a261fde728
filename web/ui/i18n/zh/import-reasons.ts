/** 导入时不接受仪表盘的原因，按服务的代码。 */
export const importReasons = {
  too_long: '文件超过 {{most}} 个字符。',
  not_json: '文件不是 JSON：{{detail}}。请重新导出仪表盘的 JSON。',
  not_object: '应为一个 JSON 对象，即 Grafana 导出的仪表盘。',
  no_dashboard:
    '其中没有 "panels"、"rows" 或 "elements"，因此不是 Grafana 的仪表盘。请在仪表盘本身使用“Export as JSON”。',
  too_many_values: '其中超过 {{most}} 个值。请拆成几个仪表盘。',
  too_deep: '嵌套超过 {{most}} 层，Grafana 的仪表盘不会这样。',
  too_many_panels: '有 {{count}} 个面板，最多接受 {{most}} 个。请拆分。',
  too_many_queries: '面板“{{panel}}”的查询超过 {{most}} 个。请拆分。',
  too_many_variables: '有 {{count}} 个变量，最多接受 {{most}} 个。',
  too_many_files: '一次最多读取 {{most}} 个文件。其余的请稍后导入。',
  too_many_bytes: '超过 {{most}} 字节。请拆成几个仪表盘。',
  half_character: '含有不完整的字符（半个代理对）。请以 UTF-8 保存。',
  no_title: '没有标题。请填写 "title"。',
  other_file: '不是 .json 文件；只导入仪表盘。',
  same_uid: '本次导入的 {{file}} 有相同的 uid {{uid}}。',
  uid_taken: '{{owner}} 已有 uid 为 {{uid}} 的仪表盘。请修改那一个，或换一个 uid，或作为副本导入。',
  uid_reserved:
    'uid 为 {{uid}}：以 {{prefix}} 开头的 uid 属于内置仪表盘。请复制内置的那一个，或换一个 uid。',
  dashboards_limit: '{{owner}} 已有 {{most}} 个仪表盘，达到上限。请删除不再需要的。',
  versions_limit:
    '{{owner}} 的仪表盘版本已占 {{most}} MB，达到上限。请丢弃大仪表盘的旧版本，或彻底移除已删除的仪表盘。',
  place_gone: '{{scope}} 刚被删除。请选择其他位置。',
};
