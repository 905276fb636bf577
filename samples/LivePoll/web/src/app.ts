import { connect } from "@musubi-orleans/client";
import { Socket } from "phoenix";
import { routeTo } from "./router.js";
import { loadUser } from "./user.js";
import { keepAges } from "./views/age.js";
import { header } from "./views/header.js";

const user = loadUser();
const connection = await connect<Musubi.Stores>(new Socket("/socket", { params: { user_id: user.id, name: user.name } }));
const main = document.createElement("main");

document.body.append(header(connection, user), main);
routeTo(main, connection);
keepAges();
