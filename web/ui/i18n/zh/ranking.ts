export const ranking = {
  title: '排行',
  level: '排行对象',
  place: '#',
  levels: {
    node: '节点',
    tenant: '租户',
    project: '项目',
    namespace: '命名空间',
    workload: '工作负载',
    pod: '容器组',
    container: '容器',
    volume: '存储卷',
    ingress: '应用路由',
  },
  empty: '没有可排行的数据',
  emptyText:
    '该范围内没有此层级的指标数据。排行数据来自 node-exporter、kube-state-metrics、cAdvisor、kubelet 与 ingress-nginx。',
};
