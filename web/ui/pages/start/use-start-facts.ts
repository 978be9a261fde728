import { useQuery } from '@tanstack/react-query';
import type { Permission } from '../../../../platform/tenancy/roles.ts';
import type { Collection } from '../../../contract/collection.ts';
import { channelsQuery, collectionQuery, rulesQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { useIncidents } from '../../live/use-incidents.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { hasSamples } from './host-figures.ts';
import { evidenceAmong, ruleToTry, runningTrial } from './trial.ts';
import { useHostFigures } from './use-host-figures.ts';
import { useRecentLines } from './use-recent-lines.ts';
import { useIncidentEvents } from './use-trial.ts';
import { readWalk, wasDelivered } from './walk.ts';

/** So that the state of a rule is that of a moment ago. */
const RULES_EVERY_MS = 3_000;

/** Everything the first steps show, as the service says it now. */
export function useStartFacts() {
  const { call } = useServices();
  const { parts, node, scope } = usePlace();
  const { scopes } = useSession();
  const mayHere = (permission: Permission) => may(scopes, node.path, permission);
  const figures = useHostFigures(mayHere('metrics:read'));
  const lines = useRecentLines(mayHere('logs:read'));
  const collection = useQuery({
    ...collectionQuery(call, scope),
    enabled: mayHere('collectors:read'),
  });
  const channels = useQuery(channelsQuery(call, parts.owner));
  const rules = useQuery({ ...rulesQuery(call, parts.owner), refetchInterval: RULES_EVERY_MS });
  const incidents = useIncidents();
  const evidence = incidents.incidents && evidenceAmong(incidents.incidents);
  const events = useIncidentEvents(evidence);
  const wasTold = events === undefined ? undefined : wasDelivered(events);
  const usable = channels.data?.filter(({ enabled }) => enabled);
  const walk = readWalk({
    hasData:
      figures.error !== null && figures.data === undefined
        ? 'failed'
        : figures.data && (hasSamples(figures.data) || isStored(collection.data)),
    hasLines: lines.error === null ? lines.lines && lines.lines.length > 0 : 'failed',
    hasChannel: usable && usable.length > 0,
    hasFired: incidents.incidents && evidence !== undefined,
    wasTold: incidents.incidents !== undefined && evidence === undefined ? false : wasTold,
  });
  return {
    walk,
    mayHere,
    figures,
    lines,
    collection,
    channels,
    usableChannels: usable,
    rules,
    rule: rules.data && ruleToTry(rules.data, parts),
    trial: rules.data && runningTrial(rules.data, parts),
    incidents,
    evidence,
    events,
  };
}

export type StartFacts = ReturnType<typeof useStartFacts>;

function isStored(collection: Collection | undefined): boolean {
  const stores = collection?.stores ?? [];
  return stores.some(({ kind, entries }) => kind === 'metrics' && entries > 0);
}
