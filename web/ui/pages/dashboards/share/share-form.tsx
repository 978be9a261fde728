import {
  Alert,
  Button,
  Checkbox,
  MultiSelect,
  SegmentedControl,
  Select,
  Stack,
} from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Dashboard } from '../../../../../dashboards/model/dashboard.ts';
import { printTimeEnd } from '../../../../../platform/model/time-end.ts';
import type { EmbedLinkInput } from '../../../../contract/embed-links.ts';
import { embedRulesQuery } from '../../../api/embed-link-queries.ts';
import { errorWords } from '../../../api/error-words.ts';
import { useServices } from '../../../app/services.ts';
import { usePlace } from '../../../scope/use-place.ts';
import { MadeLink } from './made-link.tsx';

interface Props {
  readonly uid: string;
  readonly dashboard: Pick<Dashboard, 'title' | 'panels' | 'variables'>;
}

type Kind = EmbedLinkInput['kind'];

const WHOLE = '';
/** By kind, the first as it opens; the longest is what the service allows. */
const LIVES: Readonly<Record<Kind, readonly (readonly [string, 'hours' | 'days', number])[]>> = {
  embed: [
    ['1h', 'hours', 1],
    ['8h', 'hours', 8],
    ['24h', 'hours', 24],
  ],
  render: [
    ['24h', 'hours', 24],
    ['7d', 'days', 7],
    ['30d', 'days', 30],
  ],
};

interface Wish {
  readonly kind: Kind;
  readonly panel: string;
  readonly expiresIn: string;
  readonly origins: readonly string[];
  readonly isFixed: boolean;
}

const PLATFORM = '_platform';
const FIRST: Wish = { kind: 'embed', panel: WHOLE, expiresIn: '1h', origins: [], isFixed: true };

/** What a link shows, for how long, and where; then the link. */
export function ShareForm({ uid, dashboard }: Props) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const [wish, setWish] = useState(FIRST);
  const made = useMakeLink(uid, dashboard, wish);
  const change = (next: Partial<Wish>) => {
    made.reset();
    setWish({ ...wish, ...next });
  };
  const words = made.error === null ? null : errorWords(made.error, t);
  const { kind, panel } = wish;
  return (
    <Stack gap="sm">
      <p className="dimmed">
        {t('embed.share.text', {
          scope: scope === PLATFORM ? t('frame.scope.platform') : scope,
        })}
      </p>
      <WishFields wish={wish} dashboard={dashboard} onChange={change} />
      {words !== null && (
        <Alert color="danger" title={words.title} role="alert">
          {words.detail}
        </Alert>
      )}
      {made.data === undefined ? (
        <Button style={{ alignSelf: 'end' }} loading={made.isPending} onClick={() => made.mutate()}>
          {t('embed.share.make')}
        </Button>
      ) : (
        <MadeLink kind={kind} link={made.data} title={dashboard.title} isPanel={panel !== WHOLE} />
      )}
    </Stack>
  );
}

function useMakeLink(
  uid: string,
  dashboard: Props['dashboard'],
  { kind, panel, expiresIn, origins, isFixed }: Wish,
) {
  const { call } = useServices();
  const { scope, parts } = usePlace();
  const { i18n } = useTranslation();
  const fixed = useChosenNow(dashboard);
  return useMutation({
    mutationFn: () =>
      call('embedLinks.create', {
        params: { owner: parts.owner },
        body: {
          ...{ kind, scope, dashboard: uid, expiresIn },
          ...(panel === WHOLE ? {} : { panel: Number(panel) }),
          ...(kind === 'embed' ? { origins: [...origins] } : {}),
          fixed: {
            ...(isFixed ? fixed : {}),
            // Nobody who looks at a picture can say theirs.
            ...(kind === 'render' ? { language: i18n.language } : {}),
          },
        },
      }),
  });
}

interface FieldsProps {
  readonly wish: Wish;
  readonly dashboard: Props['dashboard'];
  readonly onChange: (next: Partial<Wish>) => void;
}

function WishFields({ wish, dashboard, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const { kind, panel, expiresIn, isFixed } = wish;
  return (
    <>
      <SegmentedControl
        aria-label={t('embed.share.kind')}
        value={kind}
        data={[
          { value: 'embed', label: t('embed.share.frame') },
          { value: 'render', label: t('embed.share.picture') },
        ]}
        onChange={(value) => {
          const next = value === 'render' ? 'render' : 'embed';
          onChange({ kind: next, expiresIn: LIVES[next][0]?.[0] ?? '1h' });
        }}
      />
      <Select
        label={t('embed.share.panel')}
        allowDeselect={false}
        value={panel}
        data={[{ value: WHOLE, label: t('embed.share.whole') }, ...usePanels(dashboard)]}
        onChange={(value) => onChange({ panel: value ?? WHOLE })}
      />
      <Select
        label={t('embed.share.expires')}
        allowDeselect={false}
        value={expiresIn}
        data={LIVES[kind].map(([value, unit, number]) => ({
          value,
          label: t(`embed.share.${unit}`, { number }),
        }))}
        onChange={(value) => value !== null && onChange({ expiresIn: value })}
      />
      {kind === 'embed' && <SitesField wish={wish} onChange={onChange} />}
      <Checkbox
        label={t('embed.share.now')}
        description={t('embed.share.nowText')}
        checked={isFixed}
        onChange={(event) => onChange({ isFixed: event.currentTarget.checked })}
      />
    </>
  );
}

function SitesField({ wish, onChange }: Pick<FieldsProps, 'wish' | 'onChange'>) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { data } = useQuery(embedRulesQuery(call, owner));
  const hasNone = data?.origins.length === 0;
  return (
    <MultiSelect
      label={t('embed.share.sites')}
      description={hasNone ? t('embed.share.sitesNone') : t('embed.share.sitesWhere')}
      data={data?.origins ?? []}
      placeholder={wish.origins.length === 0 ? t('embed.share.sitesUs') : ''}
      value={[...wish.origins]}
      onChange={(origins) => onChange({ origins })}
    />
  );
}

function usePanels({ panels }: Props['dashboard']) {
  const { t } = useTranslation();
  return panels
    .flatMap((panel) => (panel.kind === 'row' ? panel.panels : [panel]))
    .map(({ id, title }) => ({
      value: String(id),
      label: title === '' ? t('embed.share.untitled', { id }) : title,
    }));
}

/** Range and variables of the page, as a link fixes them. */
function useChosenNow({ variables }: Props['dashboard']): NonNullable<EmbedLinkInput['fixed']> {
  const { range } = usePlace();
  const [search] = useSearchParams();
  // An address may carry what the board before had chosen; a link fixes what this one has.
  const names = variables
    .map(({ name }) => `var-${name}`)
    .filter((name) => /^var-\w{1,100}$/.test(name) && search.has(name));
  return {
    from: printTimeEnd(range.from),
    to: printTimeEnd(range.to),
    ...Object.fromEntries(names.map((name) => [name, search.getAll(name).slice(0, 40)])),
  };
}
