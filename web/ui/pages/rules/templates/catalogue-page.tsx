import { Anchor, Button, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { catalogueQueries } from '../../../api/series-catalogue.ts';
import { templatesQuery } from '../../../api/template-queries.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { Page } from '../../../frame/page.tsx';
import { Empty, ListState } from '../../../lists/list-state.tsx';
import { useRowKeys } from '../../../lists/use-row-keys.ts';
import { parseScope } from '../../../scope/scope-text.ts';
import { scopeChoices } from '../../../scope/search-scopes.ts';
import { useChangeSearch, useLinkTo, usePlace } from '../../../scope/use-place.ts';
import {
  type CatalogueEntry,
  type CatalogueResource,
  catalogueOf,
  searchCatalogue,
  textIn,
} from './catalogue.ts';
import classes from './templates.module.css';

/** The first step of a new rule: what it is about. */
export function CataloguePage() {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const back = (
    <Anchor component={Link} to={linkTo('/rules')} size="xs">
      {t('rules.editor.back')}
    </Anchor>
  );
  const actions = (
    <>
      <Button component={Link} to={linkTo('/rules/templates')} size="xs" variant="default">
        {t('templates.manage')}
      </Button>
      <Button
        component={Link}
        to={linkTo('/rules/new', { form: 'logs' })}
        size="xs"
        variant="default"
      >
        {t('logForm.start')}
      </Button>
      <Button component={Link} to={linkTo('/rules/new')} size="xs" variant="default">
        {t('templates.writeQuery')}
      </Button>
    </>
  );
  return (
    <Page title={t('rules.editor.newTitle')} before={back} actions={actions}>
      <Catalogue />
    </Page>
  );
}

function Catalogue() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts } = usePlace();
  const [search] = useSearchParams();
  const text = search.get('text') ?? '';
  const templates = useQuery(templatesQuery(call, parts.owner));
  const names = useScopeNames();
  const resources = useMemo(
    () => templates.data && catalogueOf(templates.data, names),
    [templates.data, names],
  );
  return (
    <>
      <div className={classes.head}>
        <ScopeChoice />
        <Search text={text} />
      </div>
      <ListState
        items={resources}
        error={templates.error}
        retry={() => void templates.refetch()}
        empty={<Empty title={t('templates.none')} />}
      >
        {(items) =>
          text.trim() === '' ? (
            <ByResource resources={items} chosen={search.get('resource')} />
          ) : (
            <Entries entries={searchCatalogue(items, text)} withResource />
          )
        }
      </ListState>
    </>
  );
}

/** Names of the metrics of the scope; undefined until they are known. */
function useScopeNames(): ReadonlySet<string> | undefined {
  const { readPrometheus } = useServices();
  const { scope } = usePlace();
  const { data } = useQuery(catalogueQueries(readPrometheus, scope).names());
  return useMemo(() => data && new Set(data), [data]);
}

function ScopeChoice() {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { scope, parts } = usePlace();
  const changeSearch = useChangeSearch();
  const choices = scopeChoices(scopes)
    .map((choice) => choice.scope)
    .filter((each) => parseScope(each)?.owner === parts.owner);
  return (
    <Select
      className={classes.scope ?? ''}
      size="xs"
      label={t('templates.scope')}
      searchable
      allowDeselect={false}
      data={choices.includes(scope) ? choices : [scope, ...choices]}
      value={scope}
      onChange={(chosen) => {
        if (chosen !== null) changeSearch({ scope: chosen });
      }}
    />
  );
}

function Search({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const changeSearch = useChangeSearch();
  return (
    <TextInput
      className={classes.search ?? ''}
      size="xs"
      type="search"
      label={t('templates.search')}
      placeholder={t('templates.searchHint')}
      value={text}
      leftSection={<IconSearch size={14} />}
      onChange={(event) => changeSearch({ text: event.currentTarget.value || undefined })}
    />
  );
}

function ByResource({
  resources,
  chosen,
}: {
  readonly resources: readonly CatalogueResource[];
  readonly chosen: string | null;
}) {
  const shown = resources.find(({ key }) => key === chosen) ?? resources[0];
  return (
    <div className={classes.columns}>
      <Resources resources={resources} shown={shown?.key} />
      <Entries key={shown?.key} entries={shown?.entries ?? []} />
    </div>
  );
}

function Resources({
  resources,
  shown,
}: {
  readonly resources: readonly CatalogueResource[];
  readonly shown: string | undefined;
}) {
  const { t, i18n } = useTranslation();
  const changeSearch = useChangeSearch();
  const groups = useMemo(() => byScope(resources), [resources]);
  return (
    <ul className={classes.resources} aria-label={t('templates.resources')}>
      {groups.map(({ key: group, title: heading, resources: members }) => (
        <li key={group}>
          <div className={classes.group}>
            {heading === undefined ? t('templates.withData') : textIn(heading, i18n.language)}
          </div>
          {members.map(({ key, title, withData, entries }) => (
            <button
              key={key}
              type="button"
              className={classes.resource}
              aria-pressed={key === shown}
              onClick={() => changeSearch({ resource: key })}
            >
              {withData > 0 && <span className={classes.mark} aria-hidden />}
              {textIn(title, i18n.language)}
              <span className={`${classes.count} dimmed figures`}>
                {withData > 0 ? `${withData}/${entries.length}` : entries.length}
              </span>
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}

interface Group {
  readonly key: string;
  /** Undefined for those with data, of whatever part of the catalogue. */
  readonly title: CatalogueResource['scopeTitle'] | undefined;
  readonly resources: readonly CatalogueResource[];
}

function byScope(resources: readonly CatalogueResource[]): readonly Group[] {
  const groups = new Map<string, { title: Group['title']; resources: CatalogueResource[] }>();
  for (const resource of resources) {
    const hasData = resource.withData > 0;
    const key = hasData ? '' : (resource.key.split('.')[0] ?? '');
    const title = hasData ? undefined : resource.scopeTitle;
    const group = groups.get(key) ?? { title, resources: [] };
    groups.set(key, group);
    group.resources.push(resource);
  }
  return [...groups].map(([key, group]) => ({ key, ...group }));
}

function Entries({
  entries,
  withResource = false,
}: {
  readonly entries: readonly CatalogueEntry[];
  readonly withResource?: boolean;
}) {
  const { t, i18n } = useTranslation();
  const linkTo = useLinkTo();
  const list = useRowKeys<HTMLUListElement>();
  if (entries.length === 0) return <Empty title={t('templates.notFound')} />;
  return (
    <ul ref={list} className={classes.rules} aria-label={t('templates.rules')}>
      {entries.map(
        ({ template: { id, title, resourceTitle, metrics, recordedBy, isOwn }, hasData }) => (
          <li key={id} className={classes.rule} data-bare={hasData === false}>
            <Link data-row className={classes.link} to={linkTo('/rules/new', { template: id })}>
              <span className={classes.title}>
                {withResource && `${textIn(resourceTitle, i18n.language)}: `}
                {textIn(title, i18n.language)}
              </span>
              {isOwn && <span className="dimmed small"> {t('templates.isOwn')}</span>}
              {hasData === false && <span className="dimmed small"> {t('templates.noData')}</span>}
              {hasData === false && recordedBy !== null && (
                <span className="dimmed small"> {t('templates.needsRecording')}</span>
              )}
              <div className={`${classes.metrics} mono dimmed`}>{metrics.join(', ')}</div>
            </Link>
          </li>
        ),
      )}
    </ul>
  );
}
