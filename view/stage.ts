/** A world in three dimensions, recorded or live. z is up, lengths are metres, as in its scene. */

import {
  Color,
  DirectionalLight,
  Fog,
  HemisphereLight,
  Mesh,
  MeshStandardMaterial,
  PCFShadowMap,
  PerspectiveCamera,
  Plane,
  Quaternion,
  Raycaster,
  Scene,
  SRGBColorSpace,
  Vector2,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { POSE } from '../src/worlds/scene.js';
import type { SceneShape, Scene as WorldScene } from '../src/worlds/world.js';
import { floorAt, Ground } from './ground.js';
import { Paths } from './paths.js';
import { drawsOnProcessor, Governor } from './quality.js';
import { FlatShadows } from './shadows.js';
import { extent, geometry } from './shapes.js';

const FOLLOW_RATE = 6; // 1/s: how fast the camera comes after what it follows
/** From where the camera looks, in half widths of what is to be seen: at a body, and down at a flat world. */
const BESIDE = new Vector3(1.6, -4.2, 1.9);
const ABOVE = new Vector3(0, -1.1, 2.4);
/** Where the sun is, seen from the middle; and how strong it and the sky are. */
const SUNWARD = new Vector3(-1, -1.5, 4);
const SUN = 2.2;
const SKY = 1.6;
/** Thinner than this, in half widths of what is to be seen, is a mark on the floor, without a shadow. */
const THIN = 0.005;
/** What a floor sends back of its colour. */
const ON_FLOOR = (SUN * (SUNWARD.z / SUNWARD.length()) + SKY) / Math.PI;

export class Stage {
  /** Whether the camera comes along with what the scene says to follow. A flat world is seen as a whole. */
  follows: boolean;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(40, 1, 0.1, 100);
  readonly #controls: OrbitControls;
  readonly #sun = new DirectionalLight(0xffffff, SUN);
  /** In the order of the poses. */
  readonly #moving: Mesh[] = [];
  readonly #grounds: Ground[];
  readonly #followed: Mesh | undefined;
  /** Half the width of what is to be seen, in metres: everything else is measured by it. */
  readonly #radius: number;
  /** Lines drawn in the world: a plan and its rollouts. */
  readonly paths = new Paths();
  readonly #governor: Governor;
  readonly #shadows: FlatShadows;
  #size: [width: number, height: number, pixelRatio: number] = [1, 1, 1];
  #lastFrame = 0;
  #drew = false;
  #changed = true;

  /**
   * @param poses where the moving shapes are at first: 7 numbers each, in the scene's order
   * @throws if the browser has no WebGL
   */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    { shapes, follow }: WorldScene,
    poses: ArrayLike<number>,
  ) {
    const onProcessor = drawsOnProcessor();
    this.#governor = new Governor(onProcessor);
    this.#renderer = new WebGLRenderer({ canvas, antialias: !onProcessor, stencil: true });
    this.#renderer.shadowMap.enabled = true;
    this.#renderer.shadowMap.type = PCFShadowMap;
    this.#camera.up.set(0, 0, 1); // before the controls are made: they ask once
    this.#controls = new OrbitControls(this.#camera, canvas);

    const isPlane = ({ kind, pose }: SceneShape) => kind === 'plane' && pose !== undefined;
    const solids = shapes.filter((shape) => !isPlane(shape));
    const meshes = solids.map((shape) => this.#add(shape));
    this.#followed = meshes[solids.findIndex((shape) => shape === shapes[follow ?? -1] && !shape.pose)];
    this.pose(poses);
    const { centre, radius, bottom, flat } = extent(meshes, solids);
    this.#radius = radius;
    const planes = shapes.filter(isPlane);
    if (planes.length === 0) planes.push(floorAt(Math.min(0, bottom)));
    this.#grounds = planes.map((shape) => this.#lay(shape));
    this.#light();
    const floor = planes.find(({ pose }) => pose![4] === 0 && pose![5] === 0)?.pose?.[2] ?? bottom;
    const thick = meshes.filter((_, i) => Math.min(...solids[i]!.size.filter(Boolean)) > THIN * radius);
    this.#shadows = new FlatShadows(thick, SUNWARD, floor, radius);
    this.#scene.add(this.#shadows.group, this.paths.group);
    this.#setQuality();
    this.follows = !flat;
    this.#lookAt((!flat && this.#followed?.position) || centre, flat ? ABOVE : BESIDE);
  }

  /** Whether there is something that the camera can follow. */
  get canFollow(): boolean {
    return this.#followed !== undefined;
  }

  /** Puts the moving shapes where they are: 7 numbers each, from `at` on. */
  pose(poses: ArrayLike<number>, at = 0): void {
    this.#moving.forEach((mesh, index) => {
      setPose(mesh.position, mesh.quaternion, poses, at + index * POSE);
    });
    this.#changed = true;
  }

  /** Puts the moving shapes between two rows of poses, the share `part` of the way. */
  blend(poses: ArrayLike<number>, from: number, to: number, part: number): void {
    const position = new Vector3();
    const turn = new Quaternion();
    this.pose(poses, from);
    this.#moving.forEach((mesh, index) => {
      setPose(position, turn, poses, to + index * POSE);
      mesh.position.lerp(position, part);
      mesh.quaternion.slerp(turn, part);
    });
  }

  /** The moving shape under the pointer, as the point where it is hit. */
  pick(event: PointerEvent): Vector3 | undefined {
    return this.#ray(event).intersectObjects(this.#moving)[0]?.point;
  }

  /** Where the pointer is in the plane through a point that faces the camera. */
  across(event: PointerEvent, through: Vector3): Vector3 | undefined {
    const facing = this.#camera.getWorldDirection(new Vector3());
    const plane = new Plane().setFromNormalAndCoplanarPoint(facing, through);
    return this.#ray(event).ray.intersectPlane(plane, new Vector3()) ?? undefined;
  }

  /** Where the shape is that the camera follows. */
  get followed(): Vector3 | undefined {
    return this.#followed?.position;
  }

  /** Whether the pointer moves the camera. */
  set orbits(on: boolean) {
    this.#controls.enabled = on;
  }

  /** Moves the camera around what it looks at, by an angle and to a multiple of its distance. */
  orbit(angle: number, distance: number): void {
    const { target } = this.#controls;
    const offset = this.#camera.position.clone().sub(target);
    offset.applyAxisAngle(this.#camera.up, angle).multiplyScalar(distance);
    this.#camera.position.copy(target).add(offset);
    this.#controls.update(); // which keeps within its limits
    this.#changed = true;
  }

  /** Frees what the graphics card holds. */
  close(): void {
    this.#controls.dispose();
    for (const ground of this.#grounds) ground.close();
    this.#scene.traverse((object) => {
      if (!(object instanceof Mesh)) return;
      object.geometry.dispose();
      object.material.dispose();
    });
    this.#renderer.dispose();
  }

  /** Takes colours from the style sheet. */
  recolor(css: (variable: string) => string): void {
    const color = (variable: string) => css(variable).trim();
    const sky = new Color(color('--sky'));
    this.#scene.background = sky;
    this.#scene.fog = new Fog(sky, this.#radius * 8, this.#radius * 40);
    for (const ground of this.#grounds) ground.recolor(color('--ground'), color('--grid'));
    this.paths.recolor(color('--accent'), color('--measure'));
    this.#changed = true;
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.#size = [width, height, pixelRatio];
    this.#renderer.setPixelRatio(pixelRatio * this.#governor.quality.resolution);
    this.#renderer.setSize(width, height, false);
    this.paths.resize(width, height);
    this.#camera.aspect = width / Math.max(height, 1);
    this.#camera.updateProjectionMatrix();
    this.#changed = true;
  }

  /** Moves the camera and draws if anything has changed. */
  draw(seconds: number): void {
    const now = performance.now();
    if (this.#drew && this.#governor.frame(now - this.#lastFrame)) this.#setQuality();
    this.#lastFrame = now;
    if (this.follows) this.#follow(1 - Math.exp(-FOLLOW_RATE * seconds));
    this.#drew = this.#changed;
    if (!this.#changed) return;
    this.#changed = false;
    this.#shadows.update();
    const { target } = this.#controls;
    this.#sun.target.position.copy(target);
    this.#sun.position.copy(target).addScaledVector(SUNWARD, this.#radius);
    for (const ground of this.#grounds) ground.follow(target);
    this.#renderer.render(this.#scene, this.#camera);
  }

  #setQuality(): void {
    const { rich } = this.#governor.quality;
    this.#sun.castShadow = rich;
    this.#shadows.group.visible = !rich;
    for (const ground of this.#grounds) ground.rich = rich;
    this.resize(...this.#size);
  }

  #ray(event: PointerEvent): Raycaster {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const at = new Vector2(
      ((event.clientX - left) / width) * 2 - 1,
      1 - ((event.clientY - top) / height) * 2,
    );
    const ray = new Raycaster();
    ray.setFromCamera(at, this.#camera);
    return ray;
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
    const ground = new Ground(shape, this.#radius, ON_FLOOR);
    setPose(ground.mesh.position, ground.mesh.quaternion, shape.pose!, 0);
    this.#scene.add(ground.mesh);
    return ground;
  }

  #light(): void {
    const reach = this.#radius * 2.5;
    const sky = new HemisphereLight(0xffffff, 0x8a8f99, SKY);
    sky.position.set(0, 0, 1);
    this.#scene.add(sky, this.#sun, this.#sun.target);
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
    this.#controls.maxPolarAngle = 0.51 * Math.PI; // the world is not seen through its floor
    this.#controls.addEventListener('change', () => {
      this.#changed = true;
    });
    this.#controls.update();
  }
}

/** Position x y z and quaternion w x y z. */
function setPose(position: Vector3, quaternion: Quaternion, pose: ArrayLike<number>, at: number): void {
  position.set(pose[at]!, pose[at + 1]!, pose[at + 2]!);
  quaternion.set(pose[at + 4]!, pose[at + 5]!, pose[at + 6]!, pose[at + 3]!);
}
