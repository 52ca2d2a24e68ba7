/** A model with files around it, and the texts that such models are made of. */

export interface Layout {
  readonly name: string;
  /** By path from a root folder; `ROOT` in a text stands for that folder's own path. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** The model among them. Default `m.xml`. */
  readonly main?: string;
  /** What is loaded, as `loaded` of assets.ts writes it; or what the refusal says. */
  readonly right: string | RegExp;
}

export const mesh = (file: string, name = 't') => `<mesh name="${name}" file="${file}"/>`;
const body = (name = 't') => `<body><freejoint/><geom type="mesh" mesh="${name}"/></body>`;
/** A model with one body for each mesh of the given names. */
export const model = (head: string, assets: string, names: readonly string[] = ['t']) =>
  `<mujoco>${head}<asset>${assets}</asset><worldbody>${names.map(body).join('')}</worldbody></mujoco>`;
export const compiler = (attributes: string) => `<compiler ${attributes}/>`;
export const one = (attributes: string, file = 't.stl') => model(compiler(attributes), mesh(file));
export const include = (file: string) => `<include file="${file}"/>`;
/** A file to include: the assets and bodies of a robot. */
export const robot = (head: string, file: string, name = 'r') =>
  `<mujoco>${head}<asset>${mesh(file, name)}</asset><worldbody>${body(name)}</worldbody></mujoco>`;
