export const home = {
  title: '首页',
  now: '当前告警',
  calm: '{{scope}} 没有正在触发的告警。',
  noRules: '还没有规则监视 {{scope}}，因此不会有告警触发。',
  unwatched_other: '有 {{count}} 条规则没有被评估，查看原因',
  firing_other: '{{count}} 条触发中',
  newest: '最新告警',
  all: '全部告警',
  recentlyResolved: '最近恢复',
  first: {
    title: '{{scope}} 新手引导',
    text: '从数据接入到告警送达，一共五步。',
    open: '开始',
    hide: '隐藏',
  },
} as const;
