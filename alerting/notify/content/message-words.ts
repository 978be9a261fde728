import type { ChannelLanguage } from '../../channels/channel.ts';
import type { EndReason } from '../../incidents/incident.ts';
import type { MessageKind } from '../channel-event.ts';

/** Everything a message says that does not come from the alert. */
export interface MessageWords {
  /** BCP 47, for the `lang` attribute and dates. */
  readonly locale: string;
  readonly purpose: Readonly<Record<MessageKind, string>>;
  readonly firing: string;
  readonly resolved: string;
  readonly severity: string;
  readonly severityBefore: string;
  readonly since: string;
  readonly until: string;
  readonly lasted: string;
  readonly place: string;
  readonly endReason: string;
  readonly levels: string;
  readonly labels: string;
  readonly annotations: string;
  readonly openIncident: string;
  readonly openRule: string;
  readonly acknowledge: string;
  /** All that fire of several; `{count}` is filled in. */
  readonly acknowledgeAll: string;
  readonly silence: string;
  /** Who acknowledged or wrote. */
  readonly saidBy: string;
  readonly saidText: string;
  /** In place of what happened. */
  readonly digest: string;
  /** `{messages}` and `{count}` are filled in; of one incident `digestTitleOfOne`. */
  readonly digestTitle: string;
  readonly digestTitleOfOne: string;
  readonly digestWhy: string;
  readonly digestReason: string;
  readonly severities: string;
  readonly test: string;
  /** Of several alerts; `{count}` is filled in. */
  readonly alerts: string;
  /** Alerts that are not listed; `{count}` is filled in. */
  readonly more: string;
  /** Said where something was left out because of the receiver's limit. */
  readonly shortened: string;
  /** Alternative text of the picture. */
  readonly graph: string;
  /** `{owner}` and `{channel}` are filled in. */
  readonly footer: string;
  /** In its place, where no channel was named, and for those who subscribed. */
  readonly footerDefault: string;
  readonly footerFollowers: string;
  readonly endReasons: Readonly<Record<EndReason, string>>;
}

export const MESSAGE_WORDS: Readonly<Record<ChannelLanguage, MessageWords>> = {
  en: {
    locale: 'en',
    purpose: {
      firing: 'Firing',
      severity_raised: 'Severity raised',
      severity_lowered: 'Severity lowered',
      repeat: 'Still firing',
      flapping: 'Flapping',
      stale: 'Source silent',
      resolved: 'Resolved',
      acknowledged: 'Acknowledged',
      escalated: 'Escalated',
      note: 'Note',
    },
    firing: 'firing',
    resolved: 'resolved',
    severity: 'Severity',
    severityBefore: 'before: {severity}',
    since: 'Since',
    until: 'Until',
    lasted: 'Lasted',
    place: 'Where',
    endReason: 'Ended because',
    levels: 'Levels',
    labels: 'Labels',
    annotations: 'Annotations',
    openIncident: 'Open the incident',
    openRule: 'Open the rule',
    acknowledge: 'Acknowledge',
    acknowledgeAll: 'Acknowledge all {count}',
    silence: 'Silence',
    saidBy: 'By',
    saidText: 'Note',
    digest: 'Digest',
    digestTitle: '{messages} messages about {count} incidents',
    digestTitleOfOne: '{messages} messages about one incident',
    digestWhy: 'Why one message',
    digestReason: 'the receiver takes only so many messages at a time',
    severities: 'Severities',
    test: 'This is a test: there is no such incident.',
    alerts: '{count} alerts',
    more: '… and {count} more',
    shortened: '… shortened',
    graph: 'Graph of the rule around the incident',
    footer: 'Sent for {owner} through the channel "{channel}".',
    footerDefault: 'Sent for {owner} to you, because no channel is named.',
    footerFollowers: 'Sent for {owner} to you, because you have subscribed.',
    endReasons: {
      resolved_by_source: 'its source says that it is over',
      expired: 'its source no longer reports it',
      expired_source_silent: 'its source has been silent for too long',
      new_episode: 'its source reports a new episode',
      rule_deleted: 'its rule was deleted',
      rule_disabled: 'its rule was switched off',
      rule_narrowed: 'its rule no longer covers it',
      rule_changed: 'its rule was changed',
      environment_deleted: 'its environment was deleted',
      recovered: 'all is well with it again',
      resolved_by_person: 'somebody said that it is over',
      heartbeat_removed: 'the heartbeat is not expected any more',
    },
  },
  zh: {
    locale: 'zh-CN',
    purpose: {
      firing: '告警触发',
      severity_raised: '级别升高',
      severity_lowered: '级别降低',
      repeat: '仍在告警',
      flapping: '告警抖动',
      stale: '来源无消息',
      resolved: '告警恢复',
      acknowledged: '已确认',
      escalated: '告警升级',
      note: '备注',
    },
    firing: '触发中',
    resolved: '已恢复',
    severity: '级别',
    severityBefore: '此前：{severity}',
    since: '开始时间',
    until: '结束时间',
    lasted: '持续时长',
    place: '位置',
    endReason: '恢复原因',
    levels: '各级别',
    labels: '标签',
    annotations: '说明',
    openIncident: '查看告警事件',
    openRule: '查看规则',
    acknowledge: '确认',
    acknowledgeAll: '全部确认（{count} 条）',
    silence: '静默',
    saidBy: '操作人',
    saidText: '备注',
    digest: '汇总',
    digestTitle: '{messages} 条消息，涉及 {count} 个告警事件',
    digestTitleOfOne: '{messages} 条消息，涉及 1 个告警事件',
    digestWhy: '合并原因',
    digestReason: '接收方限制了消息频率',
    severities: '各级别数量',
    test: '这是一条测试消息，并无此告警事件。',
    alerts: '{count} 条告警',
    more: '……另有 {count} 条',
    shortened: '……内容已截短',
    graph: '告警前后的规则曲线',
    footer: '由 {owner} 的通知渠道“{channel}”发送。',
    footerDefault: '{owner} 未指定通知渠道，因此直接发送给您。',
    footerFollowers: '您订阅了 {owner} 的告警，因此收到此消息。',
    endReasons: {
      resolved_by_source: '来源报告已恢复',
      expired: '来源不再上报',
      expired_source_silent: '来源长时间没有消息',
      new_episode: '来源开始了新一轮告警',
      rule_deleted: '规则已删除',
      rule_disabled: '规则已停用',
      rule_narrowed: '规则不再覆盖该对象',
      rule_changed: '规则已修改',
      environment_deleted: '环境已删除',
      recovered: '已恢复正常',
      resolved_by_person: '已由人员标记为恢复',
      heartbeat_removed: '不再等待该心跳',
    },
  },
};
