import { row, type TemplateRow } from '../template-row.ts';
import { max, min } from './fragments.data.ts';

const DAY_S = 86_400;

export const CERT_ROWS: readonly TemplateRow[] = [
  row(
    'expirationRemainTime',
    'seconds',
    [
      'Time left',
      '证书剩余时间',
      'Time until the certificate expires; negative once it has.',
      '证书距离过期的时间，过期后为负值。',
    ],
    min('certmanager_certificate_expiration_timestamp_seconds{$f} - time()'),
    ['<', { critical: 7 * DAY_S, warning: 14 * DAY_S }, '1h'],
    [
      'cert-manager renews well before: read the status of the certificate, its order and challenge.',
      'cert-manager 会提前续期：查看证书、订单与质询（challenge）的状态。',
    ],
    { range: { min: null, max: null } },
  ),
  row(
    'status',
    'yes_no',
    [
      'Certificate is not ready',
      '证书状态',
      '1 for the value that the Ready condition of the certificate has, 0 for the others. By default: is it not True?',
      '证书 Ready 状态的当前取值为 1，其余为 0。默认检查是否不为 True。',
    ],
    max('certmanager_certificate_ready_status{$f}'),
    ['==', { critical: 1 }, '10m'],
    [
      'Run kubectl describe on the certificate: the issuer, a rate limit or a failing challenge.',
      '对证书执行 kubectl describe：通常是签发者、频率限制或质询失败。',
    ],
    {
      more: ['condition'],
      filters: [{ label: 'condition', op: '=~', value: 'False|Unknown' }],
    },
  ),
];
