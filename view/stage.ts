/** The recorded world in three dimensions. z is up, lengths are metres, as in the recording. */

import {
  BoxGeometry,
  type BufferGeometry,
  CapsuleGeometry,
  Color,
  CylinderGeometry,
  DirectionalLight,
  Fog,
  HemisphereLight,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  PCFShadowMap,
  PerspectiveCamera,
  Quaternion,
  Scene,
  SphereGeometry,
  SRGBColorSpace,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { Scene as RecordedScene, SceneShape } from '../src/simulation/world.js';
import { floorAt, Ground } from './ground.js';
import { movesOn, POSE, type Recording } from './recording.js';

const FOLLOW_RATE = 6; // 1/s: how fast the camera comes after what it follows
const SMALLEST_RADIUS = 0.05; // metres
/** From where the camera looks, in half widths of what is to be seen: at a body, and down at a flat world. */
const BESIDE = new Vector3(1.6, -4.2, 1.9);
const ABOVE = new Vector3(0, -1.1, 2.4);

export class Stage {
  /** Whether the camera comes along with what the scene says to follow. A flat world is seen as a whole. */
  follows: boolean;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(40, 1, 0.1, 100);
  readonly #controls: OrbitControls;
  readonly #sun = new DirectionalLight(0xffffff, 2.2);
  /** In the order of the poses. */
  readonly #moving: Mesh[] = [];
  readonly #grounds: Ground[];
  readonly #followed: Mesh | undefined;
  /** Half the width of what is to be seen, in metres: everything else is measured by it. */
  readonly #radius: number;
  #changed = true;

  /** @throws if the browser has no WebGL */
  constructor(
    canvas: HTMLCanvasElement,
    private readonly recording: Recording,
    { shapes, follow }: RecordedScene,
  ) {
    this.#renderer = new WebGLRenderer({ canvas, antialias: true });
    this.#renderer.shadowMap.enabled = true;
    this.#renderer.shadowMap.type = PCFShadowMap;
    this.#camera.up.set(0, 0, 1); // before the controls are made: they ask once
    this.#controls = new OrbitControls(this.#camera, canvas);

    const isPlane = ({ kind, pose }: SceneShape) => kind === 'plane' && pose !== undefined;
    const solids = shapes.filter((shape) => !isPlane(shape));
    const meshes = solids.map((shape) => this.#add(shape));
    this.#followed = meshes[solids.findIndex((shape) => shape === shapes[follow ?? -1] && !shape.pose)];
    this.show(0);
    const { centre, radius, bottom, flat } = extent(meshes, solids);
    this.#radius = radius;
    const planes = shapes.filter(isPlane);
    if (planes.length === 0) planes.push(floorAt(Math.min(0, bottom)));
    this.#grounds = planes.map((shape) => this.#lay(shape));
    this.#light();
    this.follows = !flat;
    this.#lookAt((!flat && this.#followed?.position) || centre, flat ? ABOVE : BESIDE);
  }

  /** Whether there is something that the camera can follow. */
  get canFollow(): boolean {
    return this.#followed !== undefined;
  }

  /** Puts the shapes where they are at a step, or between two. */
  show(position: number): void {
    const { poses, run } = this.recording;
    const step = Math.floor(position);
    const row = step * run.poseFloats;
    if (row + run.poseFloats > poses.length) return;
    const part = position - step;
    const blends = part > 0 && movesOn(this.recording, step);
    const to = new Vector3();
    const turn = new Quaternion();
    this.#moving.forEach((mesh, index) => {
      const at = row + index * POSE;
      setPose(mesh.position, mesh.quaternion, poses, at);
      if (!blends) return;
      setPose(to, turn, poses, at + run.poseFloats);
      mesh.position.lerp(to, part);
      mesh.quaternion.slerp(turn, part);
    });
    this.#changed = true;
  }

  /** Takes colours from the style sheet. */
  recolor(css: (variable: string) => string): void {
    const color = (variable: string) => css(variable).trim();
    const sky = new Color(color('--sky'));
    this.#scene.background = sky;
    this.#scene.fog = new Fog(sky, this.#radius * 8, this.#radius * 40);
    for (const ground of this.#grounds) ground.recolor(color('--ground'), color('--grid'));
    this.#changed = true;
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.#renderer.setPixelRatio(pixelRatio);
    this.#renderer.setSize(width, height, false);
    this.#camera.aspect = width / Math.max(height, 1);
    this.#camera.updateProjectionMatrix();
    this.#changed = true;
  }

  /** Moves the camera and draws if anything has changed. */
  draw(seconds: number): void {
    if (this.follows) this.#follow(1 - Math.exp(-FOLLOW_RATE * seconds));
    if (!this.#changed) return;
    this.#changed = false;
    const { target } = this.#controls;
    this.#sun.target.position.copy(target);
    this.#sun.position.copy(target).add(new Vector3(-1, -1.5, 4).multiplyScalar(this.#radius));
    for (const ground of this.#grounds) ground.follow(target);
    this.#renderer.render(this.#scene, this.#camera);
  }

  #follow(share: number): void {
    if (!this.#followed) return;
    const way = this.#followed.position.clone().sub(this.#controls.target);
    if (!(way.length() > this.#radius * 1e-3)) return;
    way.multiplyScalar(share);
    this.#controls.target.add(way);
    this.#camera.position.add(way);
    this.#controls.update();
    this.#changed = true;
  }

  #add(shape: SceneShape): Mesh {
    const [r, g, b] = shape.color;
    const material = new MeshStandardMaterial({ roughness: 0.65 });
    material.color.setRGB(r, g, b, SRGBColorSpace);
    const mesh = new Mesh(geometry(shape), material);
    mesh.name = shape.name;
    mesh.castShadow = true;
    mesh.receiveShadow = true;
    if (shape.pose) setPose(mesh.position, mesh.quaternion, shape.pose, 0);
    else this.#moving.push(mesh);
    this.#scene.add(mesh);
    return mesh;
  }

  #lay(shape: SceneShape): Ground {
    const ground = new Ground(shape, this.#radius);
    setPose(ground.mesh.position, ground.mesh.quaternion, shape.pose!, 0);
    this.#scene.add(ground.mesh);
    return ground;
  }

  #light(): void {
    const reach = this.#radius * 2.5;
    this.#scene.add(new HemisphereLight(0xffffff, 0x8a8f99, 1.6), this.#sun, this.#sun.target);
    this.#sun.castShadow = true;
    this.#sun.shadow.mapSize.set(2048, 2048);
    this.#sun.shadow.normalBias = this.#radius * 0.01;
    const camera = {
      left: -reach,
      right: reach,
      top: reach,
      bottom: -reach,
      near: 0,
      far: 12 * this.#radius,
    };
    Object.assign(this.#sun.shadow.camera, camera);
  }

  #lookAt(target: Vector3, from: Vector3): void {
    this.#camera.near = this.#radius / 50;
    this.#camera.far = this.#radius * 100;
    this.#camera.position.copy(target).addScaledVector(from, this.#radius);
    this.#controls.target.copy(target);
    this.#controls.minDistance = this.#radius / 5;
    this.#controls.maxDistance = this.#radius * 25;
    this.#controls.addEventListener('change', () => {
      this.#changed = true;
    });
    this.#controls.update();
  }
}

interface Extent {
  readonly centre: Vector3;
  /** Half the largest distance between shapes, metres. */
  readonly radius: number;
  /** Height that nothing lies below. */
  readonly bottom: number;
  /** Whether it is a world of walls in a plane. */
  readonly flat: boolean;
}

function extent(meshes: readonly Object3D[], shapes: readonly SceneShape[]): Extent {
  if (meshes.length === 0) return { centre: new Vector3(), radius: 1, bottom: 0, flat: false };
  const low = new Vector3(Infinity, Infinity, Infinity);
  const high = low.clone().negate();
  for (const { position } of meshes) {
    low.min(position);
    high.max(position);
  }
  const largest = Math.max(...shapes.flatMap(({ size }) => size));
  const radius = Math.max(low.distanceTo(high) / 2, largest, SMALLEST_RADIUS);
  const flat = high.z - low.z < 0.1 * radius && shapes.some(({ pose }) => pose);
  return { bottom: low.z - largest, centre: low.add(high).multiplyScalar(0.5), radius, flat };
}

/** Position x y z and quaternion w x y z. */
function setPose(position: Vector3, quaternion: Quaternion, pose: ArrayLike<number>, at: number): void {
  position.set(pose[at]!, pose[at + 1]!, pose[at + 2]!);
  quaternion.set(pose[at + 4]!, pose[at + 5]!, pose[at + 6]!, pose[at + 3]!);
}

/** MuJoCo's shapes lie along z, three's along y. */
function geometry({ kind, size }: SceneShape): BufferGeometry {
  const [a, b, c] = size;
  switch (kind) {
    case 'sphere':
      return new SphereGeometry(a, 32, 16);
    case 'ellipsoid':
      return new SphereGeometry(1, 32, 16).scale(a, b, c);
    case 'capsule':
      return new CapsuleGeometry(a, 2 * b, 8, 24).rotateX(Math.PI / 2);
    case 'cylinder':
      return new CylinderGeometry(a, a, 2 * b, 32).rotateX(Math.PI / 2);
    case 'box':
      return new BoxGeometry(2 * a, 2 * b, 2 * c);
    case 'plane': // one that moves; the fixed ones are grounds
      return new BoxGeometry(2 * a, 2 * b, 1e-3);
  }
}
