export const home = {
  title: '首页',
  now: '当前告警',
  calm: '{{scope}} 没有正在触发的告警。',
  firing_other: '{{count}} 条触发中',
  newest: '最新告警',
  all: '全部告警',
  recentlyResolved: '最近恢复',
  first: {
    title: '{{scope}} 的第一步',
    text: '一条告警需要三样：一个查询、一条规则、一个接收者。',
    explore: '先查一查',
    exploreText: '看看这个范围内的指标，找出真正重要的。',
    channel: '添加通知渠道',
    channelText: '通知发到哪里：邮件、Webhook 或本浏览器。',
    rule: '编写规则',
    ruleText: '为查询设定级别，从最严重到最轻。',
  },
} as const;
