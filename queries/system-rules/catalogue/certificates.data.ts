import type { SystemRuleRow } from '../system-rule-row.ts';

const CERTIFICATE = '{namespace="shop",name="web"}';
const RENEW: SystemRuleRow['runbook'] = [
  'Look at the events of the certificate, its request and its order; issuers often fail on DNS or rate limits.',
  '查看证书及其请求、订单的事件；签发失败常见于 DNS 或频率限制。',
];
const DAY = 86_400;

const daemonCertificate = (
  id: string,
  kind: 'client' | 'server',
  texts: SystemRuleRow['texts'],
): SystemRuleRow => ({
  id,
  audience: 'platform',
  texts,
  runbook: [
    'Approve pending certificate signing requests, or renew the certificates of the node.',
    '批准待处理的证书签名请求，或更新节点证书。',
  ],
  promql: `min by ($by) (kubelet_certificate_manager_${kind}_ttl_seconds)`,
  labels: ['instance'],
  unit: 'seconds',
  range: { min: null, max: null },
  when: ['<', { critical: [DAY, '10m'], warning: [7 * DAY, '10m'] }],
  fires: {
    at: '15m',
    series: [
      `kubelet_certificate_manager_${kind}_ttl_seconds{instance="n1"} ${2 * DAY}x60`,
      `kubelet_certificate_manager_${kind}_ttl_seconds{instance="n2"} ${200 * DAY}x60`,
    ],
    alerts: ['warning{instance="n1"}'],
  },
  calm: [`kubelet_certificate_manager_${kind}_ttl_seconds{instance="n1"} ${30 * DAY}x60`],
});

export const CERTIFICATE_RULES: readonly SystemRuleRow[] = [
  {
    id: 'certificate-expires-soon',
    kubegems: ['cert-manager-cert-expiry-soon'],
    texts: [
      'Certificate expires soon',
      '证书即将过期',
      'Seconds until the certificate expires.',
      '证书距离过期的秒数。',
    ],
    runbook: RENEW,
    promql: 'min by ($by) (certmanager_certificate_expiration_timestamp_seconds{$f}) - time()',
    labels: ['namespace', 'name'],
    unit: 'seconds',
    range: { min: null, max: null },
    when: ['<', { critical: [DAY, '1h'], warning: [7 * DAY, '1h'] }],
    fires: {
      at: '65m',
      series: [
        `certmanager_certificate_expiration_timestamp_seconds{namespace="shop",name="web"} ${3 * DAY}x70`,
        `certmanager_certificate_expiration_timestamp_seconds{namespace="shop",name="api"} ${60 * DAY}x70`,
      ],
      alerts: [`warning${CERTIFICATE}`],
    },
    calm: [
      `certmanager_certificate_expiration_timestamp_seconds{namespace="shop",name="web"} ${30 * DAY}x70`,
    ],
  },
  {
    id: 'certificate-not-ready',
    kubegems: ['cert-manager-cert-not-ready'],
    texts: [
      'Certificate is not ready',
      '证书未就绪',
      'Whether the certificate is not ready, or nobody knows.',
      '证书是否处于未就绪或未知状态。',
    ],
    runbook: RENEW,
    promql: 'max by ($by) (certmanager_certificate_ready_status{condition=~"False|Unknown",$f})',
    labels: ['namespace', 'name'],
    unit: 'yes_no',
    when: ['==', { warning: [1, '0s'] }],
    fires: {
      at: '5m',
      series: [
        'certmanager_certificate_ready_status{namespace="shop",name="web",condition="False"} 1x60',
        'certmanager_certificate_ready_status{namespace="shop",name="web",condition="True"} 0x60',
      ],
      alerts: [`warning${CERTIFICATE}`],
    },
    calm: [
      'certmanager_certificate_ready_status{namespace="shop",name="web",condition="False"} 0x60',
      'certmanager_certificate_ready_status{namespace="shop",name="web",condition="True"} 1x60',
    ],
  },
  {
    id: 'api-server-certificate-expires-soon',
    kubegems: ['cluster-component-cert-expiry-soon'],
    audience: 'platform',
    texts: [
      'Certificate that the API server is asked with expires soon',
      '集群组件证书即将过期',
      'Seconds until the certificates expire that the first hundredth of the requests to the API server came with.',
      '访问 API Server 的请求中最早过期的 1% 所用证书距离过期的秒数。',
    ],
    runbook: [
      'Renew the certificates of the control plane and of whoever signs in with one.',
      '更新控制面组件及使用证书登录的客户端的证书。',
    ],
    promql:
      'histogram_quantile(0.01, sum by ($by, le) (rate(apiserver_client_certificate_expiration_seconds_bucket[5m])))',
    labels: ['job'],
    unit: 'seconds',
    when: ['<', { critical: [7 * DAY, '1h'] }],
    fires: {
      at: '70m',
      series: [
        'apiserver_client_certificate_expiration_seconds_bucket{job="apiserver",le="86400"} 0+1x80',
        'apiserver_client_certificate_expiration_seconds_bucket{job="apiserver",le="2592000"} 0+2x80',
        'apiserver_client_certificate_expiration_seconds_bucket{job="apiserver",le="+Inf"} 0+60x80',
      ],
      alerts: ['critical{job="apiserver"}'],
    },
    calm: [
      'apiserver_client_certificate_expiration_seconds_bucket{job="apiserver",le="86400"} 0x80',
      'apiserver_client_certificate_expiration_seconds_bucket{job="apiserver",le="2592000"} 0x80',
      'apiserver_client_certificate_expiration_seconds_bucket{job="apiserver",le="+Inf"} 0+60x80',
    ],
  },
  daemonCertificate('kubelet-client-certificate-expires-soon', 'client', [
    'Client certificate of a kubelet expires soon',
    'kubelet 客户端证书即将过期',
    'Seconds until the certificate expires that the kubelet asks the API server with.',
    'kubelet 访问 API Server 所用证书距离过期的秒数。',
  ]),
  daemonCertificate('kubelet-server-certificate-expires-soon', 'server', [
    'Server certificate of a kubelet expires soon',
    'kubelet 服务端证书即将过期',
    'Seconds until the certificate expires that the kubelet serves with.',
    'kubelet 对外服务所用证书距离过期的秒数。',
  ]),
];
