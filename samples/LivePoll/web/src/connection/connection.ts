import { connect, fullJitter } from "@musubi-orleans/client";
import { Socket } from "phoenix";
import { loadUser } from "../user.js";
import { Network } from "./network.js";

/** This page's user, and the one connection over which it mounts its stores. */
export const user = loadUser();

const socket = new Socket("/socket", { params: { user_id: user.id, name: user.name }, ...fullJitter });

export const network = new Network(socket);

export const connection = await connect<Musubi.Stores>(socket, { surviveReload: true });
