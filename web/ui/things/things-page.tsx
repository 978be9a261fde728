import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type UseQueryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AreaNav } from '../frame/area-nav.tsx';
import { Page } from '../frame/page.tsx';
import { Empty, ListState } from '../lists/list-state.tsx';
import classes from '../lists/list-table.module.css';
import { useRowKeys } from '../lists/use-row-keys.ts';
import { useLinkTo, usePlace } from '../scope/use-place.ts';
import type { Thing, ThingWords } from './thing-kind.ts';

/** The list of one kind of things of the owner that the scope belongs to, by name. */
export function ThingsPage<Item extends Pick<Thing, 'id' | 'name'>>({
  words,
  list,
  area,
  query,
  mayAdd,
  heads,
  children,
}: {
  readonly words: ThingWords | 'policies';
  readonly list: string;
  readonly area: 'rules' | 'dashboards';
  readonly query: UseQueryOptions<Item[], Error, Item[], string[]>;
  readonly mayAdd: boolean;
  /** Of the columns. */
  readonly heads: readonly string[];
  /** The row of one item. */
  readonly children: (item: Item) => ReactNode;
}) {
  const { t } = useTranslation();
  const { owner } = usePlace().parts;
  const things = useQuery(query);
  const add = mayAdd && <AddButton list={list}>{t(`${words}.new`)}</AddButton>;
  const title = t(`${words}.title`);
  return (
    <Page title={title} beside={<Total of={things.data} />} actions={add}>
      <AreaNav area={area} />
      <ListState
        items={things.data?.toSorted((a, b) => a.name.localeCompare(b.name))}
        error={things.error}
        retry={() => void things.refetch()}
        empty={
          <Empty title={t(`${words}.empty`, { owner })} text={t(`${words}.emptyText`)}>
            {add}
          </Empty>
        }
      >
        {(items) => (
          <Table label={title} heads={heads}>
            {items.map(children)}
          </Table>
        )}
      </ListState>
    </Page>
  );
}

function AddButton({ list, children }: { readonly list: string; readonly children: ReactNode }) {
  const linkTo = useLinkTo();
  return (
    <Button
      component={Link}
      to={linkTo(`${list}/new`)}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {children}
    </Button>
  );
}

function Total({ of: items }: { readonly of: readonly unknown[] | undefined }) {
  const { t } = useTranslation();
  if (items === undefined) return null;
  return <span className="dimmed figures">{t('frame.table.total', { count: items.length })}</span>;
}

function Table({
  label,
  heads,
  children,
}: {
  readonly label: string;
  readonly heads: readonly string[];
  readonly children: ReactNode;
}) {
  const table = useRowKeys<HTMLTableElement>();
  return (
    <table ref={table} className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** The first cell of a row: the name, which leads to the thing, and what it is about. */
export function NameCell({
  list,
  id,
  name,
  children,
}: {
  readonly list: string;
  readonly id: string;
  readonly name: string;
  readonly children: ReactNode;
}) {
  const linkTo = useLinkTo();
  return (
    <td className={classes.wide}>
      <Link data-row className={classes.name ?? ''} to={linkTo(`${list}/${id}`)}>
        {name}
      </Link>
      <div className={`${classes.description} dimmed`}>{children}</div>
    </td>
  );
}
