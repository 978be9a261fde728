export const dashboards = {
  title: '仪表盘',
  empty: '当前范围还没有可显示的仪表盘',
  emptyText: '一旦有导出器的指标进入该范围，就会提供相应的仪表盘。',
  others_other: '{{count}} 个仪表盘在此没有数据',
  lacks: '当前范围缺少该仪表盘所需的指标：{{metrics}}。',
  needs: '需要指标 {{metrics}}',
  left_other: '当前范围缺少指标，{{count}} 个面板未显示',
  unknown: '没有这个仪表盘',
  unknownText: '不存在 uid 为 {{uid}} 的仪表盘。',
  all: '全部',
};
