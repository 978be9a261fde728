import { row, type TemplateRow } from '../template-row.ts';
import { firstOf, max, min, sum } from './fragments.data.ts';

const QUORUM = [
  'Bring the missing servers back before the quorum of the cluster is lost.',
  '在集群失去法定人数之前恢复缺失的服务端节点。',
] as const;

const TAGS = 'consul_service_tag{$f}';

export const CONSUL_ROWS: readonly TemplateRow[] = [
  row(
    'consulLanMembers',
    'count',
    [
      'LAN members',
      '局域网成员数',
      'Members that the agent sees in the LAN gossip pool.',
      '代理在局域网 gossip 池中看到的成员数。',
    ],
    max('consul_serf_lan_members{$f}'),
    ['<', { critical: 2, warning: 3 }, '5m'],
    [
      'Check the agents that left: network, gossip port 8301, encryption key.',
      '检查离开的代理：网络、gossip 端口 8301、加密密钥。',
    ],
  ),
  row(
    'consulRaftLeader',
    'yes_no',
    [
      'Raft has a leader',
      'Raft 是否有领导者',
      'Whether the cluster has a Raft leader; without one nothing can be written.',
      '集群是否有 Raft 领导者；没有时无法写入。',
    ],
    min('consul_raft_leader{$f}'),
    ['==', { critical: 0 }, '1m'],
    [
      'Check that a majority of the servers runs and that they reach each other on port 8300.',
      '确认多数服务端节点正常运行，且通过 8300 端口互通。',
    ],
  ),
  row(
    'consulRaftPeers',
    'count',
    ['Raft peers', 'Raft 节点数', 'Servers in the Raft cluster.', 'Raft 集群中的服务端数量。'],
    max('consul_raft_peers{$f}'),
    ['<', { critical: 2, warning: 3 }, '5m'],
    QUORUM,
  ),
  row(
    'consulService',
    'count',
    ['Services', '服务数量', 'Services in the catalogue.', '目录中的服务数量。'],
    max('consul_catalog_services{$f}'),
    ['<', { warning: 1 }, '5m'],
    ['Nothing is registered: check the agents and their tokens.', '目录为空：检查代理及其令牌。'],
  ),
  row(
    'consulServiceHealthy',
    'yes_no',
    [
      'Service instance is healthy',
      '服务实例是否健康',
      'Whether all checks of a service instance pass on its node.',
      '服务实例在其节点上的检查是否全部通过。',
    ],
    min('consul_catalog_service_node_healthy{$f}'),
    ['==', { critical: 0 }, '2m'],
    [
      'Look at the failing check of the instance in the interface of Consul, then at the service itself.',
      '在 Consul 界面查看该实例失败的检查，再排查服务本身。',
    ],
    { more: ['service_name', 'service_id'] },
  ),
  row(
    'consulServiceTag',
    'yes_no',
    [
      'Service tag is present',
      '服务标签是否存在',
      '1 while a service instance has the tag, 0 for an hour after it has lost it or gone.',
      '服务实例带有该标签时为 1；标签或实例消失后一小时内为 0。',
    ],
    firstOf(max(TAGS), `${max(`present_over_time(${TAGS}[$window])`)} * 0`),
    ['==', { warning: 0 }, '5m'],
    [
      'The instance deregistered or was registered anew without the tag: check its last release.',
      '实例已注销，或重新注册时缺少该标签：检查最近一次发布。',
    ],
    { more: ['service_id', 'tag'], window: '1h' },
  ),
  row(
    'consulState',
    'yes_no',
    [
      'Exporter reaches Consul',
      '能否连接 Consul',
      'Whether the last query of Consul by its exporter succeeded.',
      '导出器最近一次查询 Consul 是否成功。',
    ],
    min('consul_up{$f}'),
    ['==', { critical: 0 }, '2m'],
    [
      'Check that the agent runs and that the exporter has its address and token.',
      '确认代理正在运行，且导出器的地址与令牌正确。',
    ],
  ),
  row(
    'consulChecksCritical',
    'count',
    [
      'Critical checks',
      '严重状态的检查数',
      'Health checks of services that are critical now.',
      '当前处于严重状态的服务健康检查数量。',
    ],
    sum('consul_health_service_status{status="critical",$f}'),
    ['>', { critical: 5, warning: 0 }, '5m'],
    [
      'List the critical checks in the interface of Consul; many at once point to a node or the network.',
      '在 Consul 界面列出严重状态的检查；同时出现多个通常是节点或网络故障。',
    ],
    { more: ['service_name'] },
  ),
];
