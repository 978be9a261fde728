import type { Page } from 'playwright-core';
import { administer } from './administration-steps.ts';
import {
  combineBoth,
  importAndExport,
  keepAndChange,
  keepUnread,
  panelAndRule,
} from './dashboard-steps.ts';
import { sayHowToBeTold } from './people-steps.ts';
import { blacklistAndBack, silenceEverything, silenceSeveral } from './silence-steps.ts';
import { restoreMonitor, writeRuleAsYaml } from './yaml-steps.ts';

/** What people do on one page after another, over the mock: what is shown, where it begins, how it goes. */
export const JOURNEYS: readonly (readonly [string, string, (page: Page) => Promise<void>])[] = [
  [
    'silences an alert by one click, and takes it from the blacklist',
    '/incidents?scope=acme',
    blacklistAndBack,
  ],
  ['silences two alerts at once from the list', '/incidents?scope=acme', silenceSeveral],
  [
    'previews a silence as one types, and asks before it mutes everything',
    '/silences/new?scope=acme',
    silenceEverything,
  ],
  [
    'takes a rule as YAML, keeps what the form says, and says where it is wrong',
    '/rules?scope=acme',
    writeRuleAsYaml,
  ],
  [
    'confirms an address, paints quiet hours with pointer and keys, and subscribes',
    '/?scope=acme',
    sayHowToBeTold,
  ],
  [
    'changes the ladder of a tenant, makes a token and revokes it',
    '/administration?scope=acme',
    administer,
  ],
  [
    'keeps a built-in dashboard, changes it by form and keys, and brings a version back',
    '/dashboards?scope=acme.shop.prod',
    keepAndChange,
  ],
  [
    'imports a dashboard with its report, and gives it out byte for byte',
    '/dashboards?scope=acme',
    importAndExport,
  ],
  [
    'makes a panel of a query, and a rule of a panel',
    '/explore?scope=acme.shop.prod&q=rate(errors_total%5B5m%5D)',
    panelAndRule,
  ],
  [
    'shows what somebody else saved of a dashboard, and puts both together',
    '/dashboards/shop-api/edit?scope=acme&part=settings',
    combineBoth,
  ],
  [
    'keeps JSON of a dashboard that cannot be read yet',
    '/dashboards/shop-api/edit?scope=acme&part=json',
    keepUnread,
  ],
  ['shows what a monitor was, and brings it back', '/monitors?scope=acme', restoreMonitor],
];
