import { useTranslation } from 'react-i18next';
import type { CollectedStore } from '../../../contract/collection.ts';
import { Instant } from '../../time/instant.tsx';
import { bytesText, figureText } from './amounts.ts';
import classes from './collection.module.css';
import { FigureTable, Section } from './section.tsx';

const COLUMNS = ['store', 'series', 'entries', 'size', 'each', 'span', 'retention'] as const;

/** How much the embedded stores hold, and for how long. */
export function Stores({
  stores,
  freeBytes,
  withTenant,
}: {
  readonly stores: readonly CollectedStore[];
  readonly freeBytes: number;
  readonly withTenant: boolean;
}) {
  const { t, i18n } = useTranslation();
  const columns = COLUMNS.map((column) => t(`collection.stores.column.${column}`));
  const [first = '', ...more] = columns;
  return (
    <Section
      title={t('collection.stores.title')}
      text={t('collection.stores.free', { bytes: bytesText(freeBytes, i18n.language) })}
    >
      {stores.length === 0 ? (
        <p className="dimmed">{t('collection.stores.none')}</p>
      ) : (
        <FigureTable
          label={t('collection.stores.title')}
          columns={withTenant ? [first, t('collection.tenant'), ...more] : columns}
        >
          {stores.map((store) => (
            <StoreRow key={`${store.tenant} ${store.kind}`} store={store} withTenant={withTenant} />
          ))}
        </FigureTable>
      )}
    </Section>
  );
}

function StoreRow({
  store,
  withTenant,
}: {
  readonly store: CollectedStore;
  readonly withTenant: boolean;
}) {
  const { t, i18n } = useTranslation();
  const { kind, oldest, newest, rawBytes, bytesPerEntry } = store;
  const figure = (value: number, digits = 0) => figureText(value, i18n.language, digits);
  return (
    <tr>
      <td>{t(`collection.stores.kind.${kind}`)}</td>
      {withTenant && <td>{store.tenant}</td>}
      <td className={classes.figure}>
        {figure(store.series)}
        <div className="dimmed">
          {t('collection.stores.active', { figure: figure(store.active) })}
        </div>
      </td>
      <td className={classes.figure}>{figure(store.entries)}</td>
      <td className={classes.figure}>
        {bytesText(store.sizeBytes, i18n.language)}
        {rawBytes !== null && (
          <div className="dimmed">
            {t('collection.stores.raw', { bytes: bytesText(rawBytes, i18n.language) })}
          </div>
        )}
      </td>
      <td className={classes.figure}>
        {bytesPerEntry === null
          ? t('collection.stores.unknown')
          : t(`collection.stores.each.${kind}`, { figure: figure(bytesPerEntry, 2) })}
      </td>
      <td className={classes.keep}>
        {oldest === null || newest === null ? (
          t('collection.stores.empty')
        ) : (
          <>
            <Instant at={oldest} /> – <Instant at={newest} />
          </>
        )}
      </td>
      <td className={classes.keep}>
        <RetentionText store={store} />
      </td>
    </tr>
  );
}

function RetentionText({ store }: { readonly store: CollectedStore }) {
  const { t, i18n } = useTranslation();
  const { retention, retentionBytes } = store;
  return (
    <>
      {retention ?? t('collection.stores.forEver')}
      {retentionBytes !== null && (
        <div className="dimmed">
          {t('collection.stores.atMost', { bytes: bytesText(retentionBytes, i18n.language) })}
        </div>
      )}
    </>
  );
}
