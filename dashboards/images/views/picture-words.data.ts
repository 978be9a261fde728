import type { EmptyView } from '../../model/panel-views.ts';

export type PictureLanguage = 'en' | 'zh';

/** What pictures say themselves. `{…}` is filled in. */
export interface PictureWords {
  readonly empty: Readonly<Record<EmptyView['reason'] | 'title', string>>;
  readonly refused: string;
  readonly unknown: string;
  readonly panels: string;
  readonly moreRows: string;
  readonly moreColumns: string;
  readonly otherTables: string;
  readonly more: string;
  readonly since: string;
  readonly fired: string;
  readonly resolved: string;
  readonly figures: Readonly<Record<string, string>>;
  readonly name: string;
  readonly leftOut: string;
  readonly all: string;
  readonly tooManyPoints: string;
  readonly tooLate: string;
  readonly tooLarge: string;
  readonly notDrawn: string;
}

export const PICTURE_WORDS: Readonly<Record<PictureLanguage, PictureWords>> = {
  en: {
    empty: {
      title: 'No data',
      'no-frames': 'The queries answered nothing in this range.',
      'no-numbers': 'The answer has no numbers.',
      'no-values': 'All values are missing in this range.',
      'no-text': 'There is no text to show.',
      'no-incidents': 'Nothing to list: no incident fits.',
    },
    refused: 'The panel could not be asked',
    unknown: 'Panels of the kind {plugin} are not drawn here.',
    panels: 'panels: {count}',
    moreRows: '{shown} of {count} rows',
    moreColumns: 'columns not shown: {count} ({names})',
    otherTables: 'Table {name}; not shown: {count} ({names})',
    more: '{count} more',
    since: 'since {instant}',
    fired: 'Fired {instant}',
    resolved: 'Resolved',
    figures: {
      lastNotNull: 'Last',
      last: 'Last (with gaps)',
      firstNotNull: 'First',
      first: 'First (with gaps)',
      min: 'Min',
      max: 'Max',
      mean: 'Mean',
      median: 'Median',
      sum: 'Total',
      count: 'Count',
      range: 'Range',
      delta: 'Increase',
      diff: 'Difference',
      diffperc: 'Difference %',
      stdDev: 'Deviation',
      value: 'Value',
      percent: 'Percent',
    },
    name: 'Name',
    leftOut: 'Panels left out for want of room: {count}',
    all: 'All',
    tooManyPoints:
      'The answer has {count} values; a picture shows at most {most}. Choose a shorter range or fewer series.',
    tooLate: 'There was no answer within {seconds} s.',
    tooLarge: 'The drawing is too large for a picture. Show fewer series.',
    notDrawn: 'The panel could not be drawn: {reason}',
  },
  zh: {
    empty: {
      title: '无数据',
      'no-frames': '该时间范围内查询没有返回结果。',
      'no-numbers': '返回结果中没有数值。',
      'no-values': '该时间范围内的值均为空。',
      'no-text': '没有可显示的文本。',
      'no-incidents': '没有符合条件的告警。',
    },
    refused: '面板查询失败',
    unknown: '暂不支持 {plugin} 类型的面板。',
    panels: '{count} 个面板',
    moreRows: '显示 {shown} 行，共 {count} 行',
    moreColumns: '另有 {count} 列未显示：{names}',
    otherTables: '表格 {name}；另有 {count} 个未显示（{names}）',
    more: '另有 {count} 条',
    since: '自 {instant}',
    fired: '触发于 {instant}',
    resolved: '已恢复',
    figures: {
      lastNotNull: '最新值',
      last: '最新值（含空值）',
      firstNotNull: '首个值',
      first: '首个值（含空值）',
      min: '最小值',
      max: '最大值',
      mean: '平均值',
      median: '中位数',
      sum: '总计',
      count: '数量',
      range: '极差',
      delta: '增量',
      diff: '差值',
      diffperc: '差值百分比',
      stdDev: '标准差',
      value: '值',
      percent: '百分比',
    },
    name: '名称',
    leftOut: '另有 {count} 个面板未显示：图片放不下。',
    all: '全部',
    tooManyPoints: '返回 {count} 个值，图片最多显示 {most} 个。请缩短时间范围或减少序列。',
    tooLate: '{seconds} 秒内没有返回结果。',
    tooLarge: '图形过大，无法生成图片。请减少序列。',
    notDrawn: '该面板无法绘制：{reason}',
  },
};

/** The words with what stands in braces filled in. */
export function filled(words: string, given: Readonly<Record<string, string | number>>): string {
  return words.replaceAll(/\{(\w+)\}/g, (all, name: string) => String(given[name] ?? all));
}
