/** Grafana 仪表盘页面。 */
export const grafana = {
  title: 'Grafana',
  awayText: 'Grafana 没有响应。tocsin 按最后一次看到的内容显示仪表盘。',
  back: 'Grafana 的全部仪表盘',
  panel: '面板',
  whole: '整个仪表盘',
  untitled: '面板 {{id}}',
  noPanel: '此仪表盘没有面板 {{id}}。',
  empty: '还没有仪表盘',
  emptyText: '该租户的 Grafana 组织中还没有保存的仪表盘。',
  none: '这里没有 Grafana',
  noneText:
    '该租户在 Grafana 中没有对应的组织，其仪表盘都在 tocsin 中。如需 Grafana，请服务管理员在配置文件的 grafana 部分设置。',
} as const;
