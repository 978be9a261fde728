import { addresses } from './en/addresses.ts';
import { boards } from './en/boards.ts';
import { channels } from './en/channels.ts';
import { collection } from './en/collection.ts';
import { dashboards } from './en/dashboards.ts';
import { deadLetters } from './en/dead-letters.ts';
import { embed } from './en/embed.ts';
import { errors } from './en/errors.ts';
import { eventRules } from './en/event-rules.ts';
import { exchange } from './en/exchange.ts';
import { explore } from './en/explore.ts';
import { forms } from './en/forms.ts';
import { frame } from './en/frame.ts';
import { grafana } from './en/grafana.ts';
import { grafanaSync } from './en/grafana-sync.ts';
import { heartbeats } from './en/heartbeats.ts';
import { home } from './en/home.ts';
import { importReasons } from './en/import-reasons.ts';
import { inbox } from './en/inbox.ts';
import { incidents } from './en/incidents.ts';
import { inhibitions } from './en/inhibitions.ts';
import { logFlows } from './en/log-flows.ts';
import { logForm } from './en/log-form.ts';
import { logql } from './en/logql.ts';
import { logs } from './en/logs.ts';
import { members } from './en/members.ts';
import { monitors } from './en/monitors.ts';
import { objects } from './en/objects.ts';
import { panels } from './en/panels.ts';
import { personal } from './en/personal.ts';
import { policies } from './en/policies.ts';
import { ranking } from './en/ranking.ts';
import { reasons } from './en/reasons.ts';
import { recordings } from './en/recordings.ts';
import { reports } from './en/reports.ts';
import { routes } from './en/routes.ts';
import { rulePast } from './en/rule-past.ts';
import { ruleState } from './en/rule-state.ts';
import { ruleWork } from './en/rule-work.ts';
import { rules } from './en/rules.ts';
import { signIn } from './en/sign-in.ts';
import { silences } from './en/silences.ts';
import { start } from './en/start.ts';
import { systemRules } from './en/system-rules.ts';
import { templates } from './en/templates.ts';
import { tenant } from './en/tenant.ts';
import { time } from './en/time.ts';
import { tokens } from './en/tokens.ts';
import { why } from './en/why.ts';
import { yaml } from './en/yaml.ts';

/** The English dictionary; `i18n/zh.ts` has the same keys. */
export const en = {
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
