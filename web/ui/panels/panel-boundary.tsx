import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './panels.module.css';

interface PanelBoundaryProps {
  /** With other data it is tried again. */
  readonly data: unknown;
  readonly children: ReactNode;
}

interface PanelBoundaryState {
  readonly error: unknown;
  readonly data: unknown;
}

/** Keeps a panel that cannot be drawn from taking the page with it. */
export class PanelBoundary extends Component<PanelBoundaryProps, PanelBoundaryState> {
  override state: PanelBoundaryState = { error: null, data: this.props.data };

  static getDerivedStateFromError(error: unknown): Partial<PanelBoundaryState> {
    return { error: error ?? new Error('') };
  }

  static getDerivedStateFromProps(
    { data }: PanelBoundaryProps,
    state: PanelBoundaryState,
  ): PanelBoundaryState | null {
    return data === state.data ? null : { error: null, data };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <PanelFault error={this.state.error} />;
  }
}

function PanelFault({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  return (
    <div className={classes.empty} role="alert">
      <strong>{t('panels.fault')}</strong>
      <span>{error instanceof Error ? error.message : ''}</span>
    </div>
  );
}
