import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RuleTemplateSummary } from '../../../../contract/rule-templates.ts';
import { rulesQuery } from '../../../api/queries.ts';
import { templatesQuery } from '../../../api/template-queries.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { AreaNav } from '../../../frame/area-nav.tsx';
import { Page } from '../../../frame/page.tsx';
import { Empty, ListState } from '../../../lists/list-state.tsx';
import { useRowKeys } from '../../../lists/use-row-keys.ts';
import { may } from '../../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../../scope/use-place.ts';
import listClasses from '../rules.module.css';
import { textIn } from './catalogue.ts';
import { templateSource } from './rule-of-template.ts';

/** The templates that the tenant has written. */
export function OwnTemplatesPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const linkTo = useLinkTo();
  const templates = useQuery(templatesQuery(call, owner));
  const own = templates.data?.filter(({ isOwn }) => isOwn);
  const create = may(scopes, owner, 'rules:write') && (
    <Button
      component={Link}
      to={linkTo('/rules/templates/new')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('templates.new')}
    </Button>
  );
  return (
    <Page
      title={t('templates.own')}
      beside={
        own !== undefined && (
          <span className="dimmed figures">{t('frame.table.total', { count: own.length })}</span>
        )
      }
      actions={create}
    >
      <AreaNav area="rules" />
      <ListState
        items={own}
        error={templates.error}
        retry={() => void templates.refetch()}
        empty={
          <Empty title={t('templates.noOwn', { owner })} text={t('templates.noOwnText')}>
            {create}
          </Empty>
        }
      >
        {(items) => <TemplateTable templates={items} />}
      </ListState>
    </Page>
  );
}

const COLUMNS = ['title', 'resource', 'unit', 'rules', 'outdated'] as const;

function TemplateTable({ templates }: { readonly templates: readonly RuleTemplateSummary[] }) {
  const { t, i18n } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const linkTo = useLinkTo();
  const table = useRowKeys<HTMLTableElement>();
  const rules = useQuery(rulesQuery(call, owner)).data ?? [];
  const madeFrom = (id: string) =>
    rules.filter(({ source }) => templateSource(source ?? null)?.template === id);
  return (
    <table ref={table} className={listClasses.table} aria-label={t('templates.own')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`templates.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {templates.map(({ id, title, resourceTitle, unit }) => (
          <tr key={id}>
            <td className={listClasses.what}>
              <Link
                data-row
                className={listClasses.name ?? ''}
                to={linkTo(`/rules/templates/${id}`)}
              >
                {textIn(title, i18n.language)}
              </Link>
              <div className="mono dimmed">{id}</div>
            </td>
            <td>{textIn(resourceTitle, i18n.language)}</td>
            <td className="dimmed">{unit}</td>
            <td className="figures" data-label={t('templates.column.rules')}>
              {madeFrom(id).length}
            </td>
            <td className="figures" data-label={t('templates.column.outdated')}>
              {madeFrom(id).filter(({ templateChange }) => templateChange !== null).length}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
