import type { PictureLanguage } from '../../images/views/picture-words.data.ts';

/** Texts of a report around its pictures; `{…}` are filled in. */
export interface ReportWords {
  readonly locale: string;
  readonly dashboard: string;
  readonly tenant: string;
  readonly scope: string;
  readonly range: string;
  readonly variables: string;
  readonly made: string;
  readonly platform: string;
  readonly open: string;
  readonly page: string;
  /** Which zone times are of. */
  readonly times: string;
  readonly footer: string;
  readonly more: string;
  readonly moreAttached: string;
  readonly leftOut: string;
  readonly tooLarge: string;
  readonly refusedSize: string;
  readonly empty: string;
}

export const REPORT_WORDS: Readonly<Record<PictureLanguage, ReportWords>> = {
  en: {
    locale: 'en',
    dashboard: 'Dashboard',
    tenant: 'Tenant',
    scope: 'Scope',
    range: 'Time range',
    variables: 'Chosen',
    made: 'Made at',
    platform: 'Platform',
    open: 'Open the dashboard',
    page: 'Page {page} of {pages}',
    times: 'Times: {zone}',
    footer: 'Report “{name}” of tocsin, ordered by {author}.',
    more: 'Further panels, on the dashboard: {count}',
    moreAttached: 'Further panels, in the attached file: {count}',
    leftOut: 'Panels for which there was no room: {count}',
    tooLarge: 'Panels that would have made the report too large: {count}',
    refusedSize:
      'The mail server takes no mail of {size}: what was too large is left out. Open the dashboard to see all of it.',
    empty: 'The dashboard has no panels that show.',
  },
  zh: {
    locale: 'zh-CN',
    dashboard: '仪表盘',
    tenant: '租户',
    scope: '范围',
    range: '时间范围',
    variables: '已选',
    made: '生成时间',
    platform: '平台',
    open: '打开仪表盘',
    page: '第 {page} 页，共 {pages} 页',
    times: '时区：{zone}',
    footer: 'tocsin 报告「{name}」，由 {author} 订阅。',
    more: '另有 {count} 个面板，请在仪表盘中查看。',
    moreAttached: '另有 {count} 个面板，见附件。',
    leftOut: '放不下的面板数：{count}',
    tooLarge: '因报告过大而省略的面板数：{count}',
    refusedSize: '邮件服务器不接收 {size} 的邮件，过大的部分已省略。完整内容请打开仪表盘查看。',
    empty: '该仪表盘没有可显示的面板。',
  },
};

/** @example fillWords('{count} more', { count: 3 }) */
export function fillWords(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
