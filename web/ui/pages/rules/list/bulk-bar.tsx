import { Button, Menu } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Rule, RuleBulkAnswer, RuleBulkInput } from '../../../../contract/rules.ts';
import { channelsQuery, ownerKey } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { useLinkTo, usePlace } from '../../../scope/use-place.ts';
import { ConfirmImpact } from '../impact/confirm-impact.tsx';
import { type BulkResult, BulkResults } from './bulk-results.tsx';
import classes from './list.module.css';
import type { Selection } from './use-selection.ts';

/** The service takes no more at once. */
const AT_ONCE = 200;
/** More ids than fit in an address are not copied at once. */
const MOST_COPIED = 100;

type Action = RuleBulkInput['action'] | 'rerender';
type Items = RuleBulkAnswer['items'];

/** What can be done with the rules that are chosen, and what became of each. */
export function BulkBar({
  rules,
  selection,
}: {
  readonly rules: readonly Rule[];
  readonly selection: Selection;
}) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'disable' | 'delete'>();
  const { run, isBusy, result, forget } = useBulk(rules);
  const chosen = rules.filter(({ id }) => selection.ids.has(id));
  const ids = chosen.map(({ id }) => id);
  const count = ids.length;
  const isOutdated = chosen.some(({ templateChange }) => templateChange !== null);
  return (
    <>
      {count > 0 && (
        <div className={classes.bulk} role="toolbar" aria-label={t('ruleWork.bulk.label')}>
          <strong className="figures">{t('ruleWork.bulk.chosen', { count })}</strong>
          <Do name="enable" isBusy={isBusy} onClick={() => void run('enable', ids)} />
          <Do name="disable" isBusy={isBusy} onClick={() => setAsking('disable')} />
          <ChannelMenu run={(action, channel) => void run(action, ids, channel)} />
          {isOutdated && (
            <Do name="rerender" isBusy={isBusy} onClick={() => void run('rerender', ids)} />
          )}
          <CopyLink ids={ids} />
          <Do name="delete" isBusy={isBusy} onClick={() => setAsking('delete')} />
          <Button size="compact-xs" variant="subtle" onClick={selection.clear}>
            {t('ruleWork.bulk.clear')}
          </Button>
        </div>
      )}
      {result !== undefined && <BulkResults result={result} onClose={forget} />}
      {asking !== undefined && (
        <ConfirmImpact
          title={t(`ruleWork.bulk.ask.${asking}`, { count })}
          confirm={t(`ruleWork.bulk.${asking}`)}
          isDestructive={asking === 'delete'}
          change={{ action: asking, ids }}
          run={async () => {
            await run(asking, ids);
            setAsking(undefined);
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}

/** Sends the ids in parts, one after the other, and keeps what became of each. */
function useBulk(rules: readonly Rule[]) {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [result, setResult] = useState<BulkResult>();
  const send = async (action: Action, ids: string[], channel?: string): Promise<Items> => {
    const params = { owner };
    if (action === 'rerender') {
      return (await call('rules.rerender', { params, body: { ids } })).items;
    }
    const body = { ids, action, ...(channel === undefined ? {} : { channel }) };
    return (await call('rules.bulk', { params, body })).items;
  };
  const run = async (action: Action, ids: readonly string[], channel?: string) => {
    const names = new Map(rules.map(({ id, name }) => [id, name]));
    const items: Items = [];
    setIsBusy(true);
    setResult(undefined);
    let fault: unknown;
    try {
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        items.push(...(await send(action, ids.slice(at, at + AT_ONCE), channel)));
      }
    } catch (thrown) {
      fault = thrown;
    }
    setResult({ items: items.map((item) => ({ ...item, name: names.get(item.id) ?? '' })), fault });
    setIsBusy(false);
    await queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
  };
  return { run, isBusy, result, forget: () => setResult(undefined) };
}

function Do({
  name,
  isBusy,
  onClick,
}: {
  readonly name: 'enable' | 'disable' | 'delete' | 'rerender';
  readonly isBusy: boolean;
  readonly onClick: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Button size="compact-xs" variant="default" disabled={isBusy} onClick={onClick}>
      {t(`ruleWork.bulk.${name}`)}
    </Button>
  );
}

function ChannelMenu({
  run,
}: {
  readonly run: (action: 'add_channel' | 'remove_channel', channel: string) => void;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const channels = useQuery(channelsQuery(call, owner)).data ?? [];
  return (['add_channel', 'remove_channel'] as const).map((action) => (
    <Menu key={action}>
      <Menu.Target>
        <Button size="compact-xs" variant="default" disabled={channels.length === 0}>
          {t(`ruleWork.bulk.${action}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {channels.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => run(action, id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  ));
}

function CopyLink({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  if (ids.length > MOST_COPIED) return null;
  return (
    <Button
      component={Link}
      size="compact-xs"
      variant="default"
      to={linkTo('/rules/copy', { ids: ids.join(',') })}
    >
      {t('ruleWork.copy.to')}
    </Button>
  );
}
