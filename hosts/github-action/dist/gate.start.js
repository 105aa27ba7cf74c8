import{run as r}from"./gate.js";await r();
