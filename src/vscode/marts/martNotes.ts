import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { isRecord, isString } from '../../base/validate';
import type { QualifiedName } from '../../core/catalog/queries/martFilter';
import type { MartMarks, NewestValue, Place } from '../../core/explorer/nodes';

/** Names a relation in what is kept. Names survive a table that a tool builds anew, which oids do not. */
export interface MartKey extends QualifiedName {
  readonly place: Place;
}

const favouritesKey = 'lakehouse.marts.favourites';
const tagsKey = 'lakehouse.marts.tags';
const timesKey = 'lakehouse.marts.times';

/**
 * What we know of marts and the server does not: favourites belong to the user; tags and the chosen time columns to the
 * workspace; what was measured is forgotten with the window.
 */
export class MartNotes implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly sizes = new Map<string, number>();
  private readonly newest = new Map<string, NewestValue>();

  constructor(
    private readonly workspace: vscode.Memento,
    private readonly user: vscode.Memento,
  ) {}

  marks(key: MartKey): MartMarks {
    return {
      favourite: this.isFavourite(key),
      tags: this.tags(key),
      exactBytes: this.sizes.get(keyText(key)),
      newest: this.newest.get(keyText(key)),
    };
  }

  favourites(profileId: string): readonly QualifiedName[] {
    const kept = record(this.user, favouritesKey)[profileId];
    return Array.isArray(kept) ? kept.filter(isQualifiedName) : [];
  }

  /** Only marts of the connection's own database can be favourites, because the view of marts shows no others. */
  isFavourite({ place, schema, name }: MartKey): boolean {
    return (
      place.database === undefined &&
      this.favourites(place.profileId).some((each) => each.schema === schema && each.name === name)
    );
  }

  async setFavourite(key: MartKey, favourite: boolean): Promise<void> {
    const { profileId } = key.place;
    const others = this.favourites(profileId).filter(
      (each) => each.schema !== key.schema || each.name !== key.name,
    );
    const all = favourite ? [...others, { schema: key.schema, name: key.name }] : others;
    await this.user.update(favouritesKey, { ...record(this.user, favouritesKey), [profileId]: all });
    this.changed.fire();
  }

  tags(key: MartKey): readonly string[] {
    const kept = record(this.workspace, tagsKey)[keyText(key)];
    return Array.isArray(kept) ? kept.filter(isString) : [];
  }

  async setTags(key: MartKey, tags: readonly string[]): Promise<void> {
    await this.keep(tagsKey, key, tags.length === 0 ? undefined : tags);
  }

  /** The relations of a connection that have all the tags, whatever their case. */
  tagged(profileId: string, wanted: readonly string[]): readonly QualifiedName[] {
    return Object.entries(record(this.workspace, tagsKey)).flatMap(([text, tags]) => {
      const [profile, , schema, name] = JSON.parse(text) as unknown[];
      const has = Array.isArray(tags) ? tags.filter(isString).map((tag) => tag.toLowerCase()) : [];
      const fits = profile === profileId && wanted.every((tag) => has.includes(tag));
      return fits && isString(schema) && isString(name) ? [{ schema, name }] : [];
    });
  }

  /** The column that the user chose as the time of the mart. */
  timeColumn(key: MartKey): string | undefined {
    const kept = record(this.workspace, timesKey)[keyText(key)];
    return isString(kept) ? kept : undefined;
  }

  async setTimeColumn(key: MartKey, column: string | undefined): Promise<void> {
    this.newest.delete(keyText(key));
    await this.keep(timesKey, key, column);
  }

  noteSizes(sizes: readonly (readonly [MartKey, number])[]): void {
    for (const [key, bytes] of sizes) {
      this.sizes.set(keyText(key), bytes);
    }
    this.changed.fire();
  }

  noteNewest(key: MartKey, newest: NewestValue): void {
    this.newest.set(keyText(key), newest);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async keep(stateKey: string, key: MartKey, value: unknown): Promise<void> {
    const { [keyText(key)]: before, ...others } = record(this.workspace, stateKey);
    if (before !== value) {
      const kept = value === undefined ? others : { ...others, [keyText(key)]: value };
      await this.workspace.update(stateKey, kept);
    }
    this.changed.fire();
  }
}

/** As a text that no name can break out of. */
export function keyText({ place, schema, name }: MartKey): string {
  return JSON.stringify([place.profileId, place.database ?? null, schema, name]);
}

function record(state: vscode.Memento, key: string): Readonly<Record<string, unknown>> {
  const kept = state.get<unknown>(key);
  return isRecord(kept) ? kept : {};
}

function isQualifiedName(value: unknown): value is QualifiedName {
  return isRecord(value) && isString(value['schema']) && isString(value['name']);
}
