import { row, type TemplateRow } from '../template-row.ts';
import { min } from './fragments.data.ts';

export const EXPORTER_ROWS: readonly TemplateRow[] = [
  row(
    'status',
    'yes_no',
    [
      'Target is up',
      '采集目标是否正常',
      'Whether the last scrape of the target succeeded.',
      '最近一次采集是否成功。',
    ],
    min('up{$f}'),
    ['==', { critical: 0 }, '3m'],
    [
      'Look at the last error of the target: refused connections, a wrong path, or an exporter that is too slow.',
      '查看采集目标的最近错误：连接被拒绝、路径错误或导出器过慢。',
    ],
  ),
];
