/** Kubernetes 事件与审计：两个按对象搜索的页面。 */
export const objects = {
  events: {
    title: 'Kubernetes 事件',
    list: '事件',
    none: '所选范围和时间内没有符合条件的事件。',
    connect: '{{scope}} 在该时间范围内没有 Kubernetes 事件',
    connectText:
      '请选择更长的时间范围，或接入集群：让事件导出器（任何能以 JSON 推送事件的工具）把事件发送到所属集群的地址，每个事件会归入其命名空间所属的租户。',
    levels: { warn: 'Warning', info: 'Normal', other: '其他' },
  },
  audit: {
    title: 'Kubernetes 审计',
    list: '审计记录',
    none: '所选范围和时间内没有符合条件的审计记录。',
    connect: '{{scope}} 在该时间范围内没有审计记录',
    connectText:
      '请选择更长的时间范围，或接入集群：在 API Server 的 --audit-webhook-config-file 所指的 kubeconfig 文件中，把 server 设为下面的地址。每条记录会归入其命名空间所属的租户；不属于任何命名空间的记录归入 _platform。',
    levels: { error: '失败 (5xx)', warn: '被拒 (4xx)', info: '完成' },
    refused: '查看审计需要单独的权限',
    refusedText:
      '你在 {{scope}} 没有 audit:read 权限。租户、项目和环境的管理员在各自范围内拥有该权限，也可以授予 API 令牌。',
    partly: '你只能查看该范围一部分的审计',
    partlyText:
      '你在 {{scope}} 的以下位置拥有 audit:read 权限。只有对整个范围都拥有该权限时才会显示审计，请选择其中一个。',
  },
  fields: {
    namespace: '命名空间',
    kind: '类型（Kind）',
    name: '名称',
    reason: '原因',
    type: '级别（Type）',
    user: '用户',
    verb: '操作',
    resource: '资源',
    code: '状态码',
    source: '来源地址',
    text: '文本',
  },
  examples: {
    namespace: 'shop-*',
    kind: 'Pod',
    name: 'web-*',
    reason: 'BackOff, Failed*',
    type: 'Warning',
    user: 'system:*',
    verb: 'delete, patch',
    resource: 'secrets',
    code: '4xx, 500',
    source: '10.0.0.0/8',
    text: '镜像',
  },
  columns: {
    time: '时间',
    type: '级别',
    object: '对象',
    message: '消息',
  },
  hint: '* 代表任意文本，开头加 {{not}} 表示排除，多个值用逗号分隔',
  keys: 'j/k 移动，Enter 展开',
  search: '搜索',
  clear: '清空',
  openLogs: '在日志中打开',
  webhooks: '各集群的地址',
  token:
    '发送时使用 _platform 上类型为 scope、具有 logs:write 权限的 API 令牌（Authorization: Bearer …），由系统管理员创建。',
} as const;
