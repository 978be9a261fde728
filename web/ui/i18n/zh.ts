import { addresses } from './zh/addresses.ts';
import { boards } from './zh/boards.ts';
import { channels } from './zh/channels.ts';
import { collection } from './zh/collection.ts';
import { dashboards } from './zh/dashboards.ts';
import { deadLetters } from './zh/dead-letters.ts';
import { embed } from './zh/embed.ts';
import { errors } from './zh/errors.ts';
import { eventRules } from './zh/event-rules.ts';
import { exchange } from './zh/exchange.ts';
import { explore } from './zh/explore.ts';
import { forms } from './zh/forms.ts';
import { frame } from './zh/frame.ts';
import { grafana } from './zh/grafana.ts';
import { grafanaSync } from './zh/grafana-sync.ts';
import { heartbeats } from './zh/heartbeats.ts';
import { home } from './zh/home.ts';
import { importReasons } from './zh/import-reasons.ts';
import { inbox } from './zh/inbox.ts';
import { incidents } from './zh/incidents.ts';
import { inhibitions } from './zh/inhibitions.ts';
import { logFlows } from './zh/log-flows.ts';
import { logForm } from './zh/log-form.ts';
import { logql } from './zh/logql.ts';
import { logs } from './zh/logs.ts';
import { members } from './zh/members.ts';
import { monitors } from './zh/monitors.ts';
import { objects } from './zh/objects.ts';
import { panels } from './zh/panels.ts';
import { personal } from './zh/personal.ts';
import { policies } from './zh/policies.ts';
import { ranking } from './zh/ranking.ts';
import { reasons } from './zh/reasons.ts';
import { recordings } from './zh/recordings.ts';
import { reports } from './zh/reports.ts';
import { routes } from './zh/routes.ts';
import { rulePast } from './zh/rule-past.ts';
import { ruleState } from './zh/rule-state.ts';
import { ruleWork } from './zh/rule-work.ts';
import { rules } from './zh/rules.ts';
import { signIn } from './zh/sign-in.ts';
import { silences } from './zh/silences.ts';
import { start } from './zh/start.ts';
import { systemRules } from './zh/system-rules.ts';
import { templates } from './zh/templates.ts';
import { tenant } from './zh/tenant.ts';
import { time } from './zh/time.ts';
import { tokens } from './zh/tokens.ts';
import { why } from './zh/why.ts';
import { yaml } from './zh/yaml.ts';

/** The Chinese dictionary; `i18n/en.ts` has the same keys. */
export const zh = {
  addresses,
  boards,
  channels,
  collection,
  deadLetters,
  dashboards,
  embed,
  errors,
  eventRules,
  exchange,
  explore,
  forms,
  frame,
  grafanaSync,
  heartbeats,
  home,
  importReasons,
  inbox,
  incidents,
  inhibitions,
  logFlows,
  logForm,
  logql,
  logs,
  monitors,
  objects,
  panels,
  personal,
  policies,
  recordings,
  reports,
  routes,
  ranking,
  reasons,
  rulePast,
  ruleWork,
  rules,
  ruleState,
  signIn,
  silences,
  start,
  systemRules,
  templates,
  tenant,
  time,
  members,
  tokens,
  yaml,
  why,
  grafana,
} as const;
