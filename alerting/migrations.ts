import type { Migration } from '../platform/state/migration.ts';
import { rulesMigration } from './migration-0001-rules.ts';
import { notifyMigration } from './migration-0002-notify.ts';
import { rulerMigration } from './migration-0003-ruler.ts';
import { ruleTemplatesMigration } from './migration-0004-rule-templates.ts';
import { systemRulesMigration } from './migration-0005-system-rules.ts';
import { ruleStateMigration } from './migration-0006-rule-state.ts';
import { policiesMigration } from './migration-0007-policies.ts';
import { heldByMigration } from './migration-0008-held-by.ts';
import { silencesMigration } from './migration-0009-silences.ts';
import { incidentHistoryMigration } from './migration-0010-incident-history.ts';
import { decisionsMigration } from './migration-0013-decisions.ts';
import { channelsMigration } from './migration-0020-channels.ts';
import { messageGroupsMigration } from './migration-0030-message-groups.ts';
import { routeTreesMigration } from './migration-0031-route-trees.ts';
import { deliveryMigration } from './migration-0040-delivery.ts';
import { peopleMigration } from './migration-0041-people.ts';
import { liveTicketsMigration } from './migration-0042-live-tickets.ts';
import { contactsMigration } from './migration-0046-contacts.ts';
import { rulerPlacesMigration } from './migration-0049-ruler-places.ts';
import { inboxReportsMigration } from './migration-0053-inbox-reports.ts';
import { testsAndPartsMigration } from './migration-0055-tests-and-parts.ts';
import { messageIncidentsMigration } from './migration-0056-message-incidents.ts';
import { inboxSaidMigration } from './migration-0057-inbox-said.ts';

/** The schema of this room, in the order in which it is applied; after that of the tenancy. */
export const ALERTING_MIGRATIONS: readonly Migration[] = [
  rulesMigration,
  notifyMigration,
  rulerMigration,
  ruleTemplatesMigration,
  systemRulesMigration,
  ruleStateMigration,
  policiesMigration,
  heldByMigration,
  silencesMigration,
  incidentHistoryMigration,
  decisionsMigration,
  channelsMigration,
  messageGroupsMigration,
  routeTreesMigration,
  deliveryMigration,
  peopleMigration,
  liveTicketsMigration,
  contactsMigration,
  rulerPlacesMigration,
  inboxReportsMigration,
  testsAndPartsMigration,
  messageIncidentsMigration,
  inboxSaidMigration,
];
