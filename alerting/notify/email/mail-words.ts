import type { ChannelLanguage } from '../../channels/channel.ts';
import type { Purpose } from '../../routing/route-change.ts';

/** Everything a mail says that does not come from the alert. */
export interface MailWords {
  /** BCP 47, for the `lang` attribute and dates. */
  readonly locale: string;
  readonly purpose: Readonly<Record<Purpose, string>>;
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
  readonly test: string;
  /** `{owner}` and `{channel}` are filled in. */
  readonly footer: string;
  readonly endReasons: Readonly<Record<string, string>>;
}

export const MAIL_WORDS: Readonly<Record<ChannelLanguage, MailWords>> = {
  en: {
    locale: 'en',
    purpose: {
      firing: 'Firing',
      severity_raised: 'Severity raised',
      severity_lowered: 'Severity lowered',
      resolved: 'Resolved',
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
    test: 'This is a test: there is no such incident.',
    footer: 'Sent for {owner} through the channel "{channel}".',
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
    },
  },
  zh: {
    locale: 'zh-CN',
    purpose: {
      firing: '告警触发',
      severity_raised: '级别升高',
      severity_lowered: '级别降低',
      resolved: '告警恢复',
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
    test: '这是一条测试消息，并无此告警事件。',
    footer: '本邮件由 {owner} 的通知渠道“{channel}”发送。',
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
    },
  },
};
